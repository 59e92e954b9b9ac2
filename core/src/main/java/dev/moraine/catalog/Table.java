package dev.moraine.catalog;

/**
 * A table as it is registered.
 *
 * @param location the folder that holds its files
 * @param foreign true when the folder is the user's: dropping the table leaves it alone
 * @param version counts the changes of this row, for compare-and-set
 */
public record Table(
    TableId id,
    CatalogId catalogId,
    DatabaseId databaseId,
    TableName name,
    TableKind kind,
    StorageLocation location,
    boolean foreign,
    TableSchema schema,
    Provenance provenance,
    long version) {}
