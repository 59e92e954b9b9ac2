package dev.moraine.catalog;

import dev.moraine.identity.Principal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Functions as rows; by default {@code f} with a definition, whose id follows from its name. */
final class FunctionBuilder {
  private static final FunctionDescription DESCRIPTION =
      new FunctionDescription(
          Optional.of("[{\"id\":0,\"name\":\"x\",\"type\":\"INT\"}]"),
          Optional.of("[{\"id\":0,\"name\":\"y\",\"type\":\"INT\"}]"),
          true,
          Map.of("spark", "{\"type\":\"sql\",\"definition\":\"x + 1\"}"),
          Optional.of("a comment, ü"),
          Map.of("k", "v ü", "a", ""));

  private final Database database;
  private String name = "f";
  private Optional<String> id = Optional.empty();
  private FunctionDescription description = DESCRIPTION;

  private FunctionBuilder(Database database) {
    this.database = database;
  }

  static FunctionBuilder aFunctionIn(Database database) {
    return new FunctionBuilder(database);
  }

  FunctionBuilder named(String value) {
    name = value;
    return this;
  }

  FunctionBuilder withId(String value) {
    id = Optional.of(value);
    return this;
  }

  FunctionBuilder of(FunctionDescription value) {
    description = value;
    return this;
  }

  Function build() {
    return new Function(
        new FunctionId(id.orElse("id-" + database.name() + "-" + name)),
        database.catalogId(),
        database.id(),
        new FunctionName(database.name(), name),
        description,
        Provenance.of(new Principal("alice"), Instant.ofEpochMilli(1_000)),
        0);
  }
}
