package dev.moraine.catalog;

import dev.moraine.error.AlreadyExists;
import dev.moraine.error.NotFound;
import dev.moraine.error.ResourceKind;
import java.util.Optional;

/** One step of altering a view. */
public sealed interface ViewChange {
  /**
   * The schema after this step.
   *
   * @throws AlreadyExists for a dialect that is to be added
   * @throws NotFound for a dialect that is to be changed or dropped
   */
  ViewSchema applyTo(ViewSchema schema);

  record SetOption(String key, String value) implements ViewChange {
    @Override
    public ViewSchema applyTo(ViewSchema schema) {
      return schema.withOptions(Entries.with(schema.options(), key, value));
    }
  }

  /** A removal of what is not there is passed over. */
  record RemoveOption(String key) implements ViewChange {
    @Override
    public ViewSchema applyTo(ViewSchema schema) {
      return schema.withOptions(Entries.without(schema.options(), key));
    }
  }

  /**
   * @param comment empty to take the comment away
   */
  record UpdateComment(Optional<String> comment) implements ViewChange {
    @Override
    public ViewSchema applyTo(ViewSchema schema) {
      return schema.withComment(comment);
    }
  }

  record AddDialect(String dialect, String query) implements ViewChange {
    @Override
    public ViewSchema applyTo(ViewSchema schema) {
      if (schema.dialects().containsKey(dialect)) {
        throw new AlreadyExists(
            ResourceKind.DIALECT,
            dialect,
            "The view has a query in the dialect '" + dialect + "' already; update that one");
      }
      return schema.withDialects(Entries.with(schema.dialects(), dialect, query));
    }
  }

  record UpdateDialect(String dialect, String query) implements ViewChange {
    @Override
    public ViewSchema applyTo(ViewSchema schema) {
      requireDialect(schema, dialect);
      return schema.withDialects(Entries.with(schema.dialects(), dialect, query));
    }
  }

  record DropDialect(String dialect) implements ViewChange {
    @Override
    public ViewSchema applyTo(ViewSchema schema) {
      requireDialect(schema, dialect);
      return schema.withDialects(Entries.without(schema.dialects(), dialect));
    }
  }

  private static void requireDialect(ViewSchema schema, String dialect) {
    if (!schema.dialects().containsKey(dialect)) {
      throw new NotFound(
          ResourceKind.DIALECT, dialect, "The view has no query in the dialect '" + dialect + "'");
    }
  }
}
