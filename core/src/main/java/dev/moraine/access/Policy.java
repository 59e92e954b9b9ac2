package dev.moraine.access;

import dev.moraine.error.InvalidRequest;
import java.util.List;
import java.util.Optional;

/**
 * Which API actions whoever has it attached may use, and which never.
 *
 * @param statements of which one that denies decides against any that allow
 */
public record Policy(String name, List<Statement> statements) {
  /** Managed policies are part of the program: they can be attached, not changed. */
  public static final List<Policy> MANAGED =
      List.of(
          new Policy("AliyunDLFFullAccess", List.of(new Statement(Effect.ALLOW, List.of("dlf:*")))),
          new Policy(
              "AliyunDLFReadOnlyAccess",
              List.of(
                  new Statement(
                      Effect.ALLOW, List.of("dlf:Get*", "dlf:List*", "dlf:AuthTableQuery")))));

  /** What a trusted service has without that anything is attached to it. */
  public static final Policy OF_TRUSTED_SERVICES =
      new Policy("trusted service", List.of(new Statement(Effect.ALLOW, List.of("dlf:*"))));

  private static final String MARK = "dlf:";

  /** What a statement does to the actions that it names. */
  public enum Effect {
    ALLOW,
    DENY
  }

  /**
   * @param actions {@code dlf:} and an API's name, in which a star stands for any letters
   */
  public record Statement(Effect effect, List<String> actions) {
    public Statement {
      actions = List.copyOf(actions);
      for (String action : actions) {
        if (!action.equals("*") && !action.startsWith(MARK)) {
          throw new InvalidRequest(
              "A policy names actions as 'dlf:' and an API's name, such as dlf:GetTable or"
                  + " dlf:List*, not '"
                  + action
                  + "'");
        }
      }
      if (actions.isEmpty()) {
        throw new InvalidRequest("A policy's statement names no action");
      }
    }

    boolean concerns(Action action) {
      return actions.stream().anyMatch(pattern -> matches(pattern, action.toString()));
    }
  }

  public Policy {
    statements = List.copyOf(statements);
    if (statements.isEmpty()) {
      throw new InvalidRequest("The policy '" + name + "' has no statement");
    }
  }

  public static Optional<Policy> managed(String name) {
    return MANAGED.stream().filter(each -> each.name().equals(name)).findFirst();
  }

  boolean says(Effect effect, Action action) {
    return statements.stream().anyMatch(each -> each.effect() == effect && each.concerns(action));
  }

  // Greedy with a step back to the last star, so that no pattern costs more than its length times
  // the text's.
  static boolean matches(String pattern, String text) {
    int at = 0;
    int star = -1;
    int starText = 0;
    int i = 0;
    while (i < text.length()) {
      if (at < pattern.length() && pattern.charAt(at) == '*') {
        star = at++;
        starText = i;
      } else if (at < pattern.length() && pattern.charAt(at) == text.charAt(i)) {
        at++;
        i++;
      } else if (star >= 0) {
        at = star + 1;
        i = ++starText;
      } else {
        return false;
      }
    }
    while (at < pattern.length() && pattern.charAt(at) == '*') {
      at++;
    }
    return at == pattern.length();
  }
}
