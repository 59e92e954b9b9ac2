package dev.moraine.catalog;

import java.util.Optional;

/** Which tables of a database a listing is about. */
public record TableFilter(NamePattern names, Optional<TableKind> kind) {}
