package dev.moraine.catalog;

import java.util.Optional;

/**
 * What takes the place of all that a table has.
 *
 * @param emptySnapshotJson the snapshot behind the table's head, in which nothing is left; empty
 *     for a table without snapshot
 */
public record Replacement(TableSchema schema, Optional<String> emptySnapshotJson) {}
