package dev.moraine.admin;

import dev.moraine.access.Action;
import dev.moraine.access.Grantee;
import dev.moraine.access.Policy;
import dev.moraine.catalog.Access;
import dev.moraine.catalog.Names;
import dev.moraine.catalog.Transaction;
import dev.moraine.catalog.Transactions;
import dev.moraine.error.AlreadyExists;
import dev.moraine.error.Conflict;
import dev.moraine.error.NotFound;
import dev.moraine.error.ResourceKind;
import dev.moraine.identity.Principal;
import java.util.List;
import java.util.stream.Stream;

/** Use cases on policies and to whom they are attached. */
public final class PolicyService {
  private final Transactions transactions;
  private final Access access;

  public PolicyService(Transactions transactions, Access access) {
    this.transactions = transactions;
    this.access = access;
  }

  /** A policy, and to whom it is attached. */
  public record Attached(Policy policy, List<Grantee> to) {
    public Attached {
      to = List.copyOf(to);
    }
  }

  /** Managed ones first, then by name. */
  public List<Attached> list(Principal caller) {
    return transactions.read(
        tx -> {
          access.require(tx, caller, Action.LIST_POLICIES);
          return Stream.concat(Policy.MANAGED.stream(), tx.policies().list().stream())
              .map(policy -> new Attached(policy, tx.policies().attachedTo(policy.name())))
              .toList();
        });
  }

  /**
   * @throws AlreadyExists when the name is taken
   */
  public Policy create(Principal caller, Policy policy) {
    String name = policy.name();
    Names.requireValid("policy", name);
    return transactions.write(
        tx -> {
          access.require(tx, caller, Action.CREATE_POLICY);
          if (Policy.managed(name).isPresent() || !tx.policies().insert(policy)) {
            throw new AlreadyExists(
                ResourceKind.POLICY, name, "There is a policy '" + name + "' already");
          }
          return policy;
        });
  }

  /** Deletes a policy, wherever it is attached. */
  public void delete(Principal caller, String name) {
    transactions.write(
        tx -> {
          access.require(tx, caller, Action.DELETE_POLICY);
          if (Policy.managed(name).isPresent()) {
            throw new Conflict("The policy '" + name + "' is a managed one, which stays");
          }
          if (!tx.policies().delete(name)) {
            throw noPolicy(name);
          }
          return name;
        });
  }

  /** Fine when it is attached already. */
  public void attach(Principal caller, String policy, Grantee grantee) {
    transactions.write(
        tx -> {
          access.require(tx, caller, Action.ATTACH_POLICY);
          requirePolicy(tx, policy);
          GrantService.requireGrantee(tx, grantee);
          return tx.policies().attach(policy, grantee);
        });
  }

  /** Fine when it is not attached. */
  public void detach(Principal caller, String policy, Grantee grantee) {
    transactions.write(
        tx -> {
          access.require(tx, caller, Action.DETACH_POLICY);
          requirePolicy(tx, policy);
          return tx.policies().detach(policy, grantee);
        });
  }

  private static void requirePolicy(Transaction tx, String name) {
    if (Policy.managed(name).isEmpty() && tx.policies().find(name).isEmpty()) {
      throw noPolicy(name);
    }
  }

  private static NotFound noPolicy(String name) {
    return new NotFound(ResourceKind.POLICY, name, "There is no policy '" + name + "'");
  }
}
