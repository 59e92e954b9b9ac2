package dev.moraine.catalog;

/**
 * A table as it is registered, or one of its branches: the name says which, schema and version are
 * that branch's.
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
    long version) {
  /** The same table as one of its branches sees it. */
  public Table on(BranchName branch, TableSchema branchSchema) {
    return new Table(
        id,
        catalogId,
        databaseId,
        name.on(branch),
        kind,
        location,
        foreign,
        branchSchema,
        provenance,
        0);
  }

  Table with(TableSchema other) {
    return new Table(
        id, catalogId, databaseId, name, kind, location, foreign, other, provenance, version);
  }

  public TableBranch ref() {
    return new TableBranch(id, name.branch());
  }

  /**
   * Where the branch's schema, snapshot and tag files are; the table itself has them in its own
   * folder. Source: paimon-core BranchManager.
   */
  public StorageLocation branchFolder() {
    return name.branch().isMain()
        ? location
        : location.child("branch").child("branch-" + name.branch());
  }
}
