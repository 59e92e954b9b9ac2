package dev.moraine.dlf;

import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.rest.RESTCatalog;
import org.apache.paimon.schema.Schema;

/** The REST catalog, but for one error that people meet first. */
final class DlfCatalog extends RESTCatalog {
  DlfCatalog(CatalogContext context) {
    super(context);
  }

  /**
   * {@inheritDoc}
   *
   * @throws DatabaseNotExistException naming the statement that makes the database. It stands where
   *     the name would: Flink's catalog keeps nothing else of this exception.
   */
  @Override
  public void createTable(Identifier identifier, Schema schema, boolean ignoreIfExists)
      throws TableAlreadyExistException, DatabaseNotExistException {
    try {
      super.createTable(identifier, schema, ignoreIfExists);
    } catch (DatabaseNotExistException missing) {
      throw new DatabaseNotExistException(
          missing.database()
              + " (to make it: CREATE DATABASE IF NOT EXISTS `"
              + missing.database()
              + "`)",
          missing);
    }
  }
}
