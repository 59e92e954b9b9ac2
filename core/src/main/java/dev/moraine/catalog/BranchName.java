package dev.moraine.catalog;

import dev.moraine.error.InvalidRequest;
import java.util.Optional;

/** What a branch of a table is called; part of a folder's name. */
public record BranchName(String value) {
  /** The table itself: where everybody is who names no branch. */
  public static final BranchName MAIN = new BranchName("main");

  /**
   * @throws InvalidRequest when no branch may be called so
   */
  public BranchName {
    refusal(value)
        .ifPresent(
            sentence -> {
              throw new InvalidRequest(sentence);
            });
  }

  /** Empty when no branch may be called so. */
  public static Optional<BranchName> of(String value) {
    return refusal(value).isEmpty() ? Optional.of(new BranchName(value)) : Optional.empty();
  }

  private static Optional<String> refusal(String value) {
    // Source of the rule on digits: paimon-core BranchManager, for which they would be a snapshot.
    if (!value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Optional.of("The name of a branch may not be made of digits only: '" + value + "'");
    }
    return value.indexOf('$') >= 0
        ? Optional.of("The name of a branch may not have a dollar sign: '" + value + "'")
        : Names.refusalOfFileName("branch", value);
  }

  public boolean isMain() {
    return equals(MAIN);
  }

  @Override
  public String toString() {
    return value;
  }
}
