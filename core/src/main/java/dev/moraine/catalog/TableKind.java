package dev.moraine.catalog;

import java.util.Arrays;
import java.util.Optional;

/** What a table is made of. Names as in Paimon's option {@code type}. */
public enum TableKind {
  PAIMON("table"),
  MATERIALIZED("materialized-table"),
  FORMAT("format-table"),
  OBJECT("object-table"),
  LANCE("lance-table"),
  ICEBERG("iceberg-table");

  private final String optionValue;

  TableKind(String optionValue) {
    this.optionValue = optionValue;
  }

  public String optionValue() {
    return optionValue;
  }

  /** Whether Paimon's snapshots and schema files make the table, and commits go through us. */
  public boolean hasSnapshots() {
    return this == PAIMON || this == MATERIALIZED;
  }

  public static Optional<TableKind> of(String optionValue) {
    return Arrays.stream(values()).filter(kind -> kind.optionValue.equals(optionValue)).findFirst();
  }
}
