package dev.moraine.catalog;

/**
 * Tables and views of a database share their names: a query does not say which it means.
 *
 * <p>No key of the database's tables says so; who gives a name holds the database first.
 */
final class RelationNames {
  private RelationNames() {}

  static boolean isTaken(Transaction tx, CatalogId catalog, TableName name) {
    return tx.tables().find(catalog, name).isPresent()
        || tx.views().find(catalog, new ViewName(name.database(), name.table())).isPresent();
  }

  static String sentence(Object name) {
    return "There is a table or view '" + name + "' already";
  }
}
