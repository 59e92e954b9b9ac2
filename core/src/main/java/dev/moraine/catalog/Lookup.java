package dev.moraine.catalog;

import dev.moraine.error.NotFound;
import dev.moraine.error.ResourceKind;

/** Finds things by name, or says which of them is missing. */
public final class Lookup {
  private Lookup() {}

  /**
   * @throws NotFound for the catalog
   */
  public static Catalog requireCatalog(Transaction tx, String nameOrId) {
    return tx.catalogs()
        .findByName(nameOrId)
        .or(() -> tx.catalogs().find(new CatalogId(nameOrId)))
        .orElseThrow(() -> noCatalog(nameOrId));
  }

  static NotFound noCatalog(String nameOrId) {
    return new NotFound(
        ResourceKind.CATALOG,
        nameOrId,
        "Catalog '"
            + nameOrId
            + "' does not exist, or nothing in it was granted; a catalog is named by its name or its id");
  }

  /**
   * @throws NotFound for the catalog
   */
  public static Catalog requireCatalog(Transaction tx, CatalogId id) {
    return tx.catalogs().find(id).orElseThrow(() -> noCatalog(id));
  }

  static NotFound noCatalog(CatalogId id) {
    return new NotFound(
        ResourceKind.CATALOG,
        id.value(),
        "There is no catalog of id '" + id + "'; GET /v1/config tells a catalog's id");
  }

  /**
   * @throws NotFound for the database, naming the statement that makes it
   */
  private static Database requireDatabase(Transaction tx, CatalogId catalog, String name) {
    return tx.databases().find(catalog, name).orElseThrow(() -> noDatabase(name));
  }

  /**
   * Like {@link #requireDatabase}, and holds it: see {@link DatabaseStore#hold}.
   *
   * @throws NotFound for the database, naming the statement that makes it
   */
  static Database holdDatabase(Transaction tx, CatalogId catalog, String name) {
    return tx.databases().hold(catalog, name).orElseThrow(() -> noDatabase(name));
  }

  static NotFound noDatabase(String name) {
    return new NotFound(
        ResourceKind.DATABASE,
        name,
        "Database '"
            + name
            + "' does not exist; make it with CREATE DATABASE IF NOT EXISTS `"
            + name
            + "`");
  }

  /**
   * @throws NotFound for the table, or for its database
   */
  public static Table requireTable(Transaction tx, CatalogId catalog, TableName name) {
    return tx.tables()
        .find(catalog, name)
        .orElseThrow(
            () -> {
              requireDatabase(tx, catalog, name.database());
              return noTable(name);
            });
  }

  static NotFound noTable(TableName name) {
    return new NotFound(ResourceKind.TABLE, name.object(), "Table '" + name + "' does not exist");
  }

  /**
   * @throws NotFound for the table
   */
  public static Table requireTable(Transaction tx, CatalogId catalog, TableId id) {
    return requireTable(tx, catalog, TableBranch.main(id));
  }

  /**
   * @throws NotFound for the table, or for the branch
   */
  public static Table requireTable(Transaction tx, CatalogId catalog, TableBranch ref) {
    return tx.tables().find(catalog, ref).orElseThrow(() -> noTable(ref));
  }

  static NotFound noTable(TableBranch ref) {
    return new NotFound(
        ResourceKind.TABLE,
        ref.table().value(),
        ref.name().isMain()
            ? "There is no table of id '" + ref.table() + "'"
            : "There is no table of id '" + ref.table() + "' with a branch '" + ref.name() + "'");
  }
}
