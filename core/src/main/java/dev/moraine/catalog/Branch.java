package dev.moraine.catalog;

import java.util.Optional;

/**
 * A branch as it is registered; the table itself is none.
 *
 * @param keptBy the tag of the table that was made with the branch, so that the files which both
 *     read do not expire; it goes with the branch
 */
public record Branch(
    TableBranch ref, TableSchema schema, Optional<TagName> keptBy, Provenance provenance) {}
