package dev.moraine.catalog;

import dev.moraine.error.InvalidRequest;

/**
 * A table's name within its catalog, and which of its branches is meant.
 *
 * @param branch {@link BranchName#MAIN} for the table itself
 */
public record TableName(String database, String table, BranchName branch) {
  public TableName {
    Names.requireValid("database", database);
    Names.requireValid("table", table);
  }

  public TableName(String database, String table) {
    this(database, table, BranchName.MAIN);
  }

  /**
   * @throws InvalidRequest for a branch, where only a whole table can be meant
   */
  void requireMain() {
    if (!branch.isMain()) {
      throw new InvalidRequest(
          "'" + this + "' is a branch, and this is done to whole tables; name the table alone");
    }
  }

  public TableName on(BranchName other) {
    return new TableName(database, table, other);
  }

  /** The table's name as the protocol writes it in paths: {@code t} or {@code t$branch_b}. */
  public String object() {
    return branch.isMain() ? table : table + "$branch_" + branch;
  }

  @Override
  public String toString() {
    return database + "." + object();
  }
}
