package dev.moraine.catalog;

import dev.moraine.error.AlreadyExists;
import dev.moraine.error.NotFound;
import dev.moraine.error.ResourceKind;
import java.util.Optional;

/** One step of altering a function. */
public sealed interface FunctionChange {
  /**
   * The description after this step.
   *
   * @throws AlreadyExists for a definition that is to be added
   * @throws NotFound for a definition that is to be changed or dropped
   */
  FunctionDescription applyTo(FunctionDescription description);

  record SetOption(String key, String value) implements FunctionChange {
    @Override
    public FunctionDescription applyTo(FunctionDescription description) {
      return description.withOptions(Entries.with(description.options(), key, value));
    }
  }

  /** A removal of what is not there is passed over. */
  record RemoveOption(String key) implements FunctionChange {
    @Override
    public FunctionDescription applyTo(FunctionDescription description) {
      return description.withOptions(Entries.without(description.options(), key));
    }
  }

  /**
   * @param comment empty to take the comment away
   */
  record UpdateComment(Optional<String> comment) implements FunctionChange {
    @Override
    public FunctionDescription applyTo(FunctionDescription description) {
      return description.withComment(comment);
    }
  }

  /**
   * @param definition Paimon's JSON of a definition
   */
  record AddDefinition(String name, String definition) implements FunctionChange {
    @Override
    public FunctionDescription applyTo(FunctionDescription description) {
      if (description.definitions().containsKey(name)) {
        throw new AlreadyExists(
            ResourceKind.DEFINITION,
            name,
            "The function has a definition '" + name + "' already; update that one");
      }
      return description.withDefinitions(Entries.with(description.definitions(), name, definition));
    }
  }

  /**
   * @param definition Paimon's JSON of a definition
   */
  record UpdateDefinition(String name, String definition) implements FunctionChange {
    @Override
    public FunctionDescription applyTo(FunctionDescription description) {
      requireDefinition(description, name);
      return description.withDefinitions(Entries.with(description.definitions(), name, definition));
    }
  }

  record DropDefinition(String name) implements FunctionChange {
    @Override
    public FunctionDescription applyTo(FunctionDescription description) {
      requireDefinition(description, name);
      return description.withDefinitions(Entries.without(description.definitions(), name));
    }
  }

  private static void requireDefinition(FunctionDescription description, String name) {
    if (!description.definitions().containsKey(name)) {
      throw new NotFound(
          ResourceKind.DEFINITION, name, "The function has no definition '" + name + "'");
    }
  }
}
