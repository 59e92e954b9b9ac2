package dev.moraine.catalog;

/**
 * A view as it is registered.
 *
 * @param version counts the changes of this row, for compare-and-set
 */
public record View(
    ViewId id,
    CatalogId catalogId,
    DatabaseId databaseId,
    ViewName name,
    ViewSchema schema,
    Provenance provenance,
    long version) {}
