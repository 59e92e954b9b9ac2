package dev.moraine.access;

import dev.moraine.access.Policy.Effect;
import dev.moraine.access.Standing.Attached;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Whether a caller may, and why: the one place where that is decided.
 *
 * <p>Two layers, both have to let pass: policies, which know API actions and nothing of things, and
 * grants on the thing. A policy that denies decides against all that allow. Policies come first:
 * what they refuse is refused alike for things that are there, hidden, or not there.
 *
 * @param because one sentence that names the policy or grant that decided, or what is missing
 */
public record Decision(Outcome outcome, String because) {
  /** What the caller is to be told. */
  public enum Outcome {
    ALLOWED,
    DENIED,
    /** The caller may not know that the thing is there. */
    HIDDEN
  }

  public boolean isAllowed() {
    return outcome == Outcome.ALLOWED;
  }

  /** About an action that concerns no thing. */
  public static Decision on(Standing standing, Action action) {
    if (action.who() == Action.Who.IDENTIFIED) {
      return allowed("Everybody may use " + action);
    }
    return policyAgainst(standing, action)
        .orElseGet(
            () -> {
              if (action.who() == Action.Who.ADMINISTRATORS && !standing.isAdministrator()) {
                return denied(user(standing) + " is no administrator, which " + action + " is for");
              }
              return allowed(
                  standing.isAdministrator()
                      ? administrator(standing)
                      : policyFor(standing, action));
            });
  }

  /**
   * @param held what the caller and its roles have on the target's path
   * @param seenInside whether something inside the thing may be seen, and so the thing itself; only
   *     asked where nothing else tells
   */
  public static Decision on(
      Standing standing,
      Action action,
      Target target,
      List<Held> held,
      BooleanSupplier seenInside) {
    return policyAgainst(standing, action)
        .orElseGet(
            () -> {
              if (isHidden(standing, target, held) && !seenInside.getAsBoolean()) {
                return hidden(standing, target);
              }
              if (action.privileges().isEmpty()) {
                return allowed(policyFor(standing, action));
              }
              ReadLimits limits = ReadLimits.on(standing, target, held);
              return action.tellsOfRows() && !limits.isNone()
                  ? denied(
                      restricted(standing, target, limits) + ", which " + action + " would show")
                  : byGrants(standing, action.privileges(), target, held);
            });
  }

  /** About grants alone, whatever policies say. */
  public static Decision on(
      Standing standing,
      Privilege privilege,
      Target target,
      List<Held> held,
      BooleanSupplier seenInside) {
    return isHidden(standing, target, held) && !seenInside.getAsBoolean()
        ? hidden(standing, target)
        : byGrants(standing, Set.of(privilege), target, held);
  }

  private static boolean isHidden(Standing standing, Target target, List<Held> held) {
    return !standing.isAdministrator()
        && held.stream()
            .noneMatch(
                each ->
                    each.securable().equals(target.thing())
                        || each.privilege()
                            .map(privilege -> privilege.reveals(target.thing().kind()))
                            .orElse(true));
  }

  private static Decision hidden(Standing standing, Target target) {
    return new Decision(
        Outcome.HIDDEN,
        user(standing) + " has nothing on " + target + ", so it is as if it were not there");
  }

  private static Optional<Decision> policyAgainst(Standing standing, Action action) {
    if (standing.isSuperAdministrator()) {
      return Optional.empty();
    }
    Optional<Decision> denied =
        find(standing, each -> each.policy().says(Effect.DENY, action))
            .map(each -> denied(describe(each) + " denies " + action));
    if (denied.isPresent() || standing.isAdministrator() || allows(standing, action).isPresent()) {
      return denied;
    }
    return Optional.of(
        denied(
            user(standing)
                + " has no policy that allows "
                + action
                + "; an administrator can attach one, such as AliyunDLFFullAccess"));
  }

  private static Optional<Attached> allows(Standing standing, Action action) {
    return find(standing, each -> each.policy().says(Effect.ALLOW, action));
  }

  private static Optional<Attached> find(Standing standing, Predicate<Attached> condition) {
    return standing.policies().stream().filter(condition).findFirst();
  }

  private static Decision byGrants(
      Standing standing, Set<Privilege> anyOf, Target target, List<Held> held) {
    if (standing.isAdministrator()) {
      return allowed(administrator(standing));
    }
    ReadLimits limits = ReadLimits.on(standing, target, held);
    List<Held> sufficient =
        held.stream().filter(each -> each.privilege().map(anyOf::contains).orElse(true)).toList();
    Optional<Held> decides =
        sufficient.stream()
            .filter(
                each -> limits.isNone() || !each.privilege().map(ReadLimits::exclude).orElse(false))
            .findFirst();
    if (decides.isEmpty() && !sufficient.isEmpty()) {
      return denied(
          restricted(standing, target, limits)
              + ", and who is held to that can neither write nor change the table");
    }
    return decides
        .map(
            each ->
                allowed(
                    limits.isNone() || !anyOf.contains(Privilege.SELECT)
                        ? describe(each)
                        : describe(each) + ", held to " + limits))
        .orElseGet(
            () ->
                denied(
                    user(standing)
                        + " lacks "
                        + anyOf.stream()
                            .sorted()
                            .map(Enum::name)
                            .collect(Collectors.joining(" or "))
                        + " on "
                        + target
                        + "; its owner, or an administrator, can grant it"));
  }

  private static String restricted(Standing standing, Target target, ReadLimits limits) {
    return user(standing)
        + " may read only a part of "
        + target
        + " by the grant to "
        + limits.grantees();
  }

  private static String policyFor(Standing standing, Action action) {
    return allows(standing, action)
        .map(each -> describe(each) + " allows " + action)
        .orElseGet(() -> administrator(standing));
  }

  private static String administrator(Standing standing) {
    return user(standing) + " is administrator";
  }

  private static String describe(Attached attached) {
    return "The policy '" + attached.policy().name() + "' of " + attached.grantee();
  }

  private static String describe(Held held) {
    return held.privilege()
        .map(
            privilege ->
                held.grantee() + " has " + privilege + " on the " + held.securable().kind())
        .orElseGet(() -> held.grantee() + " owns the " + held.securable().kind());
  }

  private static String user(Standing standing) {
    return standing
        .caller()
        .role()
        .map(role -> "Role '" + role + "'")
        .orElseGet(() -> "User '" + standing.caller().name() + "'");
  }

  private static Decision allowed(String because) {
    return new Decision(Outcome.ALLOWED, because);
  }

  private static Decision denied(String because) {
    return new Decision(Outcome.DENIED, because);
  }
}
