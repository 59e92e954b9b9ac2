package dev.moraine.spark;

/** The kinds of tables on which a ledger is kept. */
public enum LedgerTable {
  COPY_ON_WRITE("'write-only'='true'", true),
  DELETION_VECTORS("'write-only'='true', 'deletion-vectors.enabled'='true'", true),
  KEYED("'primary-key'='p,id', 'bucket'='2'", false);

  private final String properties;
  private final boolean sorted;

  LedgerTable(String properties, boolean sorted) {
    this.properties = properties;
    this.sorted = sorted;
  }

  /** Whether compactions may sort. */
  boolean isSorted() {
    return sorted;
  }

  String creating(String table) {
    return "CREATE TABLE "
        + table
        + " (id BIGINT NOT NULL, block BIGINT NOT NULL, v BIGINT NOT NULL, p INT NOT NULL)"
        + " PARTITIONED BY (p) TBLPROPERTIES ("
        + properties
        + ")";
  }
}
