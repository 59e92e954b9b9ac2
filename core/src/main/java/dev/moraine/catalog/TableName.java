package dev.moraine.catalog;

/** A table's name within its catalog. */
public record TableName(String database, String table) {
  public TableName {
    Names.requireValid("database", database);
    Names.requireValid("table", table);
  }

  @Override
  public String toString() {
    return database + "." + table;
  }
}
