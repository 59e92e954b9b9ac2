package dev.moraine.persistence;

import dev.moraine.access.Restriction.Rule;
import dev.moraine.catalog.RuleLanguage;
import dev.moraine.catalog.TableSchema;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** All tables have the columns id, region and mail; a rule is any words, those its columns. */
final class FakeRules implements RuleLanguage {
  private static final List<Column> COLUMNS =
      List.of(
          new Column("id", "INT", false),
          new Column("region", "STRING", false),
          new Column("mail", "STRING", false));

  private static Set<String> named(String words) {
    return Arrays.stream(words.split(" "))
        .filter(word -> COLUMNS.stream().anyMatch(column -> column.name().equals(word)))
        .collect(Collectors.toSet());
  }

  @Override
  public List<Column> columns(TableSchema schema) {
    return COLUMNS;
  }

  @Override
  public Rule rowFilter(TableSchema schema, Source source) {
    String words = source.expression().orElseThrow();
    return new Rule(source.expression(), words, named(words));
  }

  @Override
  public Rule mask(TableSchema schema, String column, Source source) {
    return rowFilter(schema, source);
  }

  @Override
  public Optional<String> bindRowFilter(TableSchema schema, Rule rule) {
    return Optional.of(rule.json());
  }

  @Override
  public Optional<String> bindMask(TableSchema schema, Rule rule) {
    return Optional.of(rule.json());
  }

  @Override
  public TableSchema askingForRules(TableSchema schema) {
    return new TableSchema(
        schema.id(),
        schema.definition() + " asking",
        schema.record(),
        schema.partitionsInCatalog());
  }

  @Override
  public Set<String> touched(String changes) {
    return named(changes);
  }
}
