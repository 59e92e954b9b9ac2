package dev.moraine.catalog;

import dev.moraine.identity.Principal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Views as rows; by default {@code v} with a dialect, whose id follows from its name. */
public final class ViewBuilder {
  private static final ViewSchema SCHEMA =
      new ViewSchema(
          "[{\"id\":0,\"name\":\"ü\",\"type\":\"INT\"}]",
          "SELECT 1 AS `ü`",
          Map.of("spark", "SELECT 1 AS ü"),
          Optional.of("a comment, ü"),
          Map.of("k", "v ü", "a", ""));

  private final Database database;
  private String name = "v";
  private Optional<String> id = Optional.empty();
  private ViewSchema schema = SCHEMA;

  private ViewBuilder(Database database) {
    this.database = database;
  }

  public static ViewBuilder aViewIn(Database database) {
    return new ViewBuilder(database);
  }

  ViewBuilder named(String value) {
    name = value;
    return this;
  }

  ViewBuilder withId(String value) {
    id = Optional.of(value);
    return this;
  }

  ViewBuilder of(ViewSchema value) {
    schema = value;
    return this;
  }

  public View build() {
    return new View(
        new ViewId(id.orElse("id-" + database.name() + "-" + name)),
        database.catalogId(),
        database.id(),
        new ViewName(database.name(), name),
        schema,
        Provenance.of(new Principal("alice"), Instant.ofEpochMilli(1_000)),
        0);
  }
}
