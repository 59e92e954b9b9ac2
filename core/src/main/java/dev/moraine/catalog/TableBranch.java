package dev.moraine.catalog;

/** One branch of one table: what has a head, partitions and a schema of its own. */
public record TableBranch(TableId table, BranchName name) {
  /** The table itself. */
  public static TableBranch main(TableId table) {
    return new TableBranch(table, BranchName.MAIN);
  }
}
