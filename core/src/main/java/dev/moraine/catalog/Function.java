package dev.moraine.catalog;

/**
 * A function as it is registered.
 *
 * @param version counts the changes of this row, for compare-and-set
 */
public record Function(
    FunctionId id,
    CatalogId catalogId,
    DatabaseId databaseId,
    FunctionName name,
    FunctionDescription description,
    Provenance provenance,
    long version) {}
