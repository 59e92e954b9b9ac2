package dev.moraine.access;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a grant of {@link Privilege#SELECT} on a table is held to: only these columns, only these
 * rows, and some columns only masked.
 *
 * @param columns empty for all
 * @param rowFilter empty for all rows
 * @param masks by the column that is masked
 */
public record Restriction(
    Optional<ColumnList> columns, Optional<Rule> rowFilter, Map<String, Rule> masks) {
  /** Everything may be read. */
  public static final Restriction NONE =
      new Restriction(Optional.empty(), Optional.empty(), Map.of());

  /** Columns that may be read, or that may not. */
  public record ColumnList(Kind kind, Set<String> names) {
    /** Whether the list names what may be read, or what may not. */
    public enum Kind {
      INCLUDE,
      EXCLUDE
    }

    public ColumnList {
      names = Set.copyOf(names);
    }

    public boolean admits(String column) {
      return names.contains(column) == (kind == Kind.INCLUDE);
    }

    @Override
    public String toString() {
      return (kind == Kind.INCLUDE ? "columns " : "all columns except ")
          + String.join(", ", new TreeSet<>(names));
    }
  }

  /**
   * A row filter or a mask.
   *
   * @param expression as it was written in SQL; empty where it was given as JSON
   * @param json Paimon's predicate or transform
   * @param columns that it reads
   */
  public record Rule(Optional<String> expression, String json, Set<String> columns) {
    public Rule {
      columns = Set.copyOf(columns);
    }

    @Override
    public String toString() {
      return expression.orElse(json);
    }
  }

  public Restriction {
    masks = Map.copyOf(masks);
  }

  public boolean isNone() {
    return equals(NONE);
  }

  /** Whether rows are hidden or values masked, which only the reader's engine can do. */
  public boolean isUpToEngine() {
    return rowFilter.isPresent() || !masks.isEmpty();
  }

  /** All columns that it would no longer hold without. */
  public Set<String> namedColumns() {
    Set<String> names = new LinkedHashSet<>(masks.keySet());
    columns.ifPresent(list -> names.addAll(list.names()));
    rowFilter.ifPresent(rule -> names.addAll(rule.columns()));
    masks.values().forEach(rule -> names.addAll(rule.columns()));
    return names;
  }

  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    columns.ifPresent(list -> parts.add(list.toString()));
    rowFilter.ifPresent(rule -> parts.add("rows where " + rule));
    new TreeMap<>(masks).forEach((column, rule) -> parts.add(column + " masked as " + rule));
    return String.join("; ", parts);
  }
}
