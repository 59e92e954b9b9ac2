package dev.moraine.persistence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.moraine.access.Restriction;
import dev.moraine.access.Restriction.ColumnList;
import dev.moraine.access.Restriction.Rule;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A restriction as the database holds it. */
record StoredRestriction(
    @Nullable StoredColumns columns,
    @Nullable StoredRule rowFilter,
    Map<String, StoredRule> masks) {
  private static final ObjectMapper JSON = new ObjectMapper();

  record StoredColumns(ColumnList.Kind kind, Set<String> names) {}

  record StoredRule(@Nullable String expression, String json, Set<String> columns) {
    private static StoredRule of(Rule rule) {
      return new StoredRule(
          rule.expression().orElse(null), rule.json(), new TreeSet<>(rule.columns()));
    }

    private Rule toRule() {
      return new Rule(Optional.ofNullable(expression), json, columns);
    }
  }

  /** Null for {@link Restriction#NONE}. */
  static @Nullable String write(Restriction restriction) {
    if (restriction.isNone()) {
      return null;
    }
    Map<String, StoredRule> masks = new TreeMap<>();
    restriction.masks().forEach((column, rule) -> masks.put(column, StoredRule.of(rule)));
    try {
      return JSON.writeValueAsString(
          new StoredRestriction(
              restriction
                  .columns()
                  .map(list -> new StoredColumns(list.kind(), new TreeSet<>(list.names())))
                  .orElse(null),
              restriction.rowFilter().map(StoredRule::of).orElse(null),
              masks));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A restriction is always JSON", e);
    }
  }

  static Restriction read(@Nullable String json) {
    if (json == null) {
      return Restriction.NONE;
    }
    try {
      StoredRestriction stored = JSON.readValue(json, StoredRestriction.class);
      return new Restriction(
          Optional.ofNullable(stored.columns)
              .map(columns -> new ColumnList(columns.kind(), columns.names())),
          Optional.ofNullable(stored.rowFilter).map(StoredRule::toRule),
          stored.masks.entrySet().stream()
              .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().toRule())));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The database holds a restriction that is not JSON", e);
    }
  }
}
