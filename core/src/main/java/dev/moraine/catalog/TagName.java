package dev.moraine.catalog;

import dev.moraine.error.InvalidRequest;
import java.util.Optional;

/** What a tag is called; part of a file's name. */
public record TagName(String value) {
  /**
   * @throws InvalidRequest when no tag may be called so
   */
  public TagName {
    Names.requireFileName("tag", value);
  }

  /** Empty when no tag may be called so. */
  public static Optional<TagName> of(String value) {
    return Names.refusalOfFileName("tag", value).isEmpty()
        ? Optional.of(new TagName(value))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return value;
  }
}
