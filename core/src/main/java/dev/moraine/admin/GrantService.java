package dev.moraine.admin;

import dev.moraine.access.Action;
import dev.moraine.access.Decision;
import dev.moraine.access.Grant;
import dev.moraine.access.Grantee;
import dev.moraine.access.Privilege;
import dev.moraine.access.Standing;
import dev.moraine.access.Target;
import dev.moraine.catalog.Access;
import dev.moraine.catalog.Resource;
import dev.moraine.catalog.Transaction;
import dev.moraine.catalog.Transactions;
import dev.moraine.error.Forbidden;
import dev.moraine.error.InvalidRequest;
import dev.moraine.identity.Principal;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Use cases on grants: give, take back, list, explain. */
public final class GrantService {
  private final Transactions transactions;
  private final Access access;
  private final Clock clock;

  public GrantService(Transactions transactions, Access access, Clock clock) {
    this.transactions = transactions;
    this.access = access;
    this.clock = clock;
  }

  /**
   * Grants all these privileges, or none; one that is there already gets the new end.
   *
   * @param expiresAt when they end by themselves; empty for never
   * @throws InvalidRequest for a privilege that has no meaning on such a thing, or an end that is
   *     over
   */
  public void grant(
      Principal caller,
      Grantee grantee,
      Resource resource,
      Set<Privilege> privileges,
      Optional<Instant> expiresAt) {
    requireMeaning(resource, privileges);
    if (expiresAt.isPresent() && !expiresAt.get().isAfter(clock.instant())) {
      throw new InvalidRequest("The grant would have expired already, at " + expiresAt.get());
    }
    transactions.write(
        tx -> {
          Target target =
              access.requireTarget(tx, caller, resource, Action.BATCH_GRANT_PERMISSIONS);
          requireGrantee(tx, grantee);
          for (Privilege privilege : privileges) {
            tx.grants()
                .grant(
                    new Grant(
                        grantee,
                        target.thing(),
                        privilege,
                        expiresAt,
                        clock.instant(),
                        caller.name()));
          }
          return target;
        });
  }

  /** Takes privileges back; fine for those that were not granted. */
  public void revoke(
      Principal caller, Grantee grantee, Resource resource, Set<Privilege> privileges) {
    requireMeaning(resource, privileges);
    transactions.write(
        tx -> {
          Target target =
              access.requireTarget(tx, caller, resource, Action.BATCH_REVOKE_PERMISSIONS);
          privileges.forEach(privilege -> tx.grants().revoke(grantee, target.thing(), privilege));
          return target;
        });
  }

  private static void requireMeaning(Resource resource, Set<Privilege> privileges) {
    if (privileges.isEmpty()) {
      throw new InvalidRequest("There is no privilege to grant or revoke");
    }
    for (Privilege privilege : privileges) {
      if (!privilege.isGrantableOn(resource.kind())) {
        throw new InvalidRequest(
            "The privilege " + privilege + " has no meaning on a " + resource.kind());
      }
    }
  }

  /** Those on the thing itself, not on what it is in, those that have expired among them. */
  public List<Grant> list(Principal caller, Resource resource) {
    return transactions.read(
        tx ->
            tx.grants()
                .on(access.requireTarget(tx, caller, resource, Action.LIST_PERMISSIONS).thing()));
  }

  /** What a caller is. */
  public Standing standing(Principal caller) {
    return transactions.read(
        tx -> {
          access.require(tx, caller, Action.GET_CALLER);
          return tx.principals().standing(caller);
        });
  }

  /** What a user wants to do: call an API, or, whatever policies say, use a privilege. */
  public sealed interface Wish {
    record Call(Action action) implements Wish {}

    record Use(Privilege privilege) implements Wish {}
  }

  /**
   * Whether a user may, and which policy or grant decides that.
   *
   * @param userName another one's rights are told to administrators only
   */
  public Decision canI(Principal caller, Optional<String> userName, Wish wish, Resource resource) {
    return transactions.read(
        tx -> {
          access.require(tx, caller, Action.CHECK_PERMISSION);
          Principal user = caller;
          if (userName.isPresent() && !userName.get().equals(caller.name())) {
            if (!tx.principals().standing(caller).isAdministrator()) {
              throw new Forbidden("What others may do is told to administrators only");
            }
            user = PrincipalService.requireUser(tx, userName.get());
          }
          // Found through the caller's eyes: whoever may not see it learns nothing of it here.
          Target target = access.requireSeen(tx, caller, resource);
          return wish instanceof Wish.Call call
              ? access.explain(tx, user, call.action(), target)
              : access.explain(tx, user, ((Wish.Use) wish).privilege(), target);
        });
  }

  static void requireGrantee(Transaction tx, Grantee grantee) {
    switch (grantee.kind()) {
      case USER -> PrincipalService.requireUser(tx, grantee.name());
      case ROLE -> PrincipalService.requireRole(tx, grantee.name());
    }
  }
}
