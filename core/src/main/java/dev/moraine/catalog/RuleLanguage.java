package dev.moraine.catalog;

import dev.moraine.access.Restriction;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Port: row filters and column masks, in SQL and in Paimon's terms. */
public interface RuleLanguage {
  /** How a rule is written: in SQL, or ready as Paimon's JSON. */
  record Source(Optional<String> expression, Optional<String> json) {
    public static Source sql(String expression) {
      return new Source(Optional.of(expression), Optional.empty());
    }
  }

  /**
   * What a schema tells of a column.
   *
   * @param partition whether the table is partitioned by it
   */
  record Column(String name, String type, boolean partition) {}

  /** Those of the table itself, in its order. */
  List<Column> columns(TableSchema schema);

  /**
   * @throws dev.moraine.error.InvalidRequest when it cannot be read, does not fit the columns or
   *     says what Paimon's predicates cannot
   */
  Restriction.Rule rowFilter(TableSchema schema, Source source);

  /**
   * @param column that it takes the place of
   * @throws dev.moraine.error.InvalidRequest when it cannot be read, does not fit the columns or
   *     says what Paimon's transforms cannot
   */
  Restriction.Rule mask(TableSchema schema, String column, Source source);

  /**
   * A row filter as it is served: with the columns' places in this schema. Empty when the schema
   * lacks a column that it reads, or has it with another type.
   */
  Optional<String> bindRowFilter(TableSchema schema, Restriction.Rule rule);

  /** Like {@link #bindRowFilter}, of a mask. */
  Optional<String> bindMask(TableSchema schema, Restriction.Rule rule);

  /** The same schema for a client that has to ask for rules before it reads; it is not stored. */
  TableSchema askingForRules(TableSchema schema);

  /**
   * The columns that changes drop, rename or give another type.
   *
   * @param changes a JSON array of Paimon's schema changes
   */
  Set<String> touched(String changes);
}
