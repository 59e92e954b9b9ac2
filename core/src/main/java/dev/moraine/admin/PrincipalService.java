package dev.moraine.admin;

import dev.moraine.access.Action;
import dev.moraine.access.PrincipalStore.Role;
import dev.moraine.access.PrincipalStore.User;
import dev.moraine.access.Standing;
import dev.moraine.catalog.Access;
import dev.moraine.catalog.Names;
import dev.moraine.catalog.Page;
import dev.moraine.catalog.PageRequest;
import dev.moraine.catalog.Transaction;
import dev.moraine.catalog.Transactions;
import dev.moraine.error.AlreadyExists;
import dev.moraine.error.Conflict;
import dev.moraine.error.Forbidden;
import dev.moraine.error.NotFound;
import dev.moraine.error.ResourceKind;
import dev.moraine.identity.Principal;
import dev.moraine.identity.SessionService;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Use cases on users, roles and who is in them. */
public final class PrincipalService {
  private final Transactions transactions;
  private final Access access;
  private final SessionService sessions;
  private final Clock clock;

  public PrincipalService(
      Transactions transactions, Access access, SessionService sessions, Clock clock) {
    this.transactions = transactions;
    this.access = access;
    this.sessions = sessions;
    this.clock = clock;
  }

  /**
   * Makes a user who may do nothing yet, and has no access key.
   *
   * @throws AlreadyExists when the name is taken
   */
  public User createUser(Principal caller, String name) {
    Names.requireValid("user", name);
    User user = new User(new Principal(name), clock.instant(), caller.name());
    return transactions.write(
        tx -> {
          access.require(tx, caller, Action.CREATE_USER);
          if (!tx.principals().insertUser(user)) {
            throw new AlreadyExists(
                ResourceKind.USER, name, "There is a user '" + name + "' already");
          }
          return user;
        });
  }

  /** By name, ascending. */
  public Page<User> listUsers(Principal caller, PageRequest page) {
    return transactions.read(
        tx -> {
          access.require(tx, caller, Action.LIST_USERS);
          return Page.of(
              tx.principals().listUsers(page.after().orElse(""), page.maxResults()),
              page,
              user -> user.principal().name());
        });
  }

  /**
   * Deletes a user with access keys, tokens, sessions, grants and memberships.
   *
   * @param heirName who owns from then on what the user owned; empty for the caller
   * @throws Conflict for the caller
   * @throws Forbidden when the user is an administrator and the caller no super administrator
   */
  public void deleteUser(Principal caller, String name, Optional<String> heirName) {
    Principal user =
        transactions.write(
            tx -> {
              access.require(tx, caller, Action.DELETE_USER);
              Principal found = requireUser(tx, name);
              if (name.equals(caller.name())) {
                throw new Conflict("You are '" + name + "'; another administrator deletes you");
              }
              requireMayManage(tx, caller, found, "deletes them");
              Principal heir = heirName.map(each -> requireUser(tx, each)).orElse(caller);
              if (heir.name().equals(name)) {
                throw new Conflict("User '" + name + "' cannot inherit from themselves");
              }
              tx.principals().deleteUser(found, heir);
              return found;
            });
    sessions.endAllOf(user);
  }

  /** By name, ascending; system roles are not among them. */
  public Page<Role> listRoles(Principal caller, PageRequest page) {
    return transactions.read(
        tx -> {
          access.require(tx, caller, Action.LIST_ROLES);
          return Page.of(
              tx.principals().listRoles(page.after().orElse(""), page.maxResults()),
              page,
              Role::name);
        });
  }

  /**
   * @throws AlreadyExists when the name is taken
   */
  public Role createRole(Principal caller, String name, String description, Role.Kind kind) {
    Names.requireValid("role", name);
    Role role = new Role(name, description, kind, clock.instant(), caller.name());
    return transactions.write(
        tx -> {
          access.require(tx, caller, Action.CREATE_ROLE);
          if (Standing.SYSTEM_ROLES.contains(name) || !tx.principals().insertRole(role)) {
            throw new AlreadyExists(
                ResourceKind.ROLE, name, "There is a role '" + name + "' already");
          }
          return role;
        });
  }

  /**
   * Says of a service role whether it is trusted: then no policy has to be attached to it.
   *
   * @throws Conflict for a role that users are in
   */
  public Role setTrusted(Principal caller, String name, boolean trusted) {
    return transactions.write(
        tx -> {
          access.require(tx, caller, Action.UPDATE_ROLE);
          Role role = requireServiceRole(tx, name);
          Role.Kind kind = trusted ? Role.Kind.TRUSTED_SERVICE : Role.Kind.SERVICE;
          Role changed =
              new Role(
                  name,
                  role.description(),
                  kind,
                  role.createdAt(),
                  role.createdBy(),
                  role.source());
          tx.principals().update(changed);
          return changed;
        });
  }

  /** Ends the sessions in a role that were issued until now, whoever acts in them. */
  public void endSessions(Principal caller, String role) {
    transactions.read(
        tx -> {
          access.require(tx, caller, Action.END_ROLE_SESSIONS);
          requireRole(tx, role);
          return role;
        });
    sessions.endAllIn(role);
  }

  /** Deletes a role, and what its members had through it. */
  public void deleteRole(Principal caller, String name) {
    transactions.write(
        tx -> {
          access.require(tx, caller, Action.DELETE_ROLE);
          if (Standing.SYSTEM_ROLES.contains(name)) {
            throw new Conflict("The role '" + name + "' is a system role, which stays");
          }
          if (!tx.principals().deleteRole(name)) {
            throw noRole(name);
          }
          return name;
        });
  }

  /** By name, ascending. */
  public List<Principal> members(Principal caller, String role) {
    return transactions.read(
        tx -> {
          access.require(tx, caller, Action.LIST_ROLES);
          requireRole(tx, role);
          return tx.principals().members(role);
        });
  }

  /**
   * Fine when the user is in the role already.
   *
   * @throws Conflict for a service role
   */
  public void addMember(Principal caller, String role, String user) {
    transactions.write(
        tx -> {
          requireMayFill(tx, caller, role);
          if (tx.principals().findRole(role).filter(each -> each.kind().isService()).isPresent()) {
            throw new Conflict(
                "The role '"
                    + role
                    + "' is a service role: nodes are enrolled for it, and no user is in it");
          }
          return tx.principals().addMember(role, requireUser(tx, user));
        });
  }

  /**
   * Fine when the user is not in the role.
   *
   * @throws Conflict for the last super administrator
   */
  public void removeMember(Principal caller, String role, String userName) {
    transactions.write(
        tx -> {
          requireMayFill(tx, caller, role);
          Principal user = requireUser(tx, userName);
          boolean removed = tx.principals().removeMember(role, user);
          if (role.equals(Standing.SUPER_ADMINISTRATOR)
              && tx.principals().members(role).isEmpty()) {
            throw new Conflict(
                "User '" + userName + "' is the last super administrator; add another one first");
          }
          return removed;
        });
  }

  private void requireMayFill(Transaction tx, Principal caller, String role) {
    access.require(tx, caller, Action.UPDATE_ROLE_USERS);
    requireRole(tx, role);
    if (Standing.SYSTEM_ROLES.contains(role)) {
      requireSuperAdministrator(tx, caller, "says who is in the role '" + role + "'");
    }
  }

  static void requireMayManage(Transaction tx, Principal caller, Principal user, String what) {
    if (tx.principals().standing(user).isAdministrator()
        && !tx.principals().standing(caller).isSuperAdministrator()) {
      throw new Forbidden(
          "User '" + user.name() + "' is an administrator; only a super administrator " + what);
    }
  }

  static void requireSuperAdministrator(Transaction tx, Principal caller, String what) {
    if (!tx.principals().standing(caller).isSuperAdministrator()) {
      throw new Forbidden("Only a super administrator " + what);
    }
  }

  static Principal requireUser(Transaction tx, String name) {
    return tx.principals()
        .findUser(new Principal(name))
        .map(User::principal)
        .orElseThrow(
            () -> new NotFound(ResourceKind.USER, name, "There is no user '" + name + "'"));
  }

  static void requireRole(Transaction tx, String name) {
    if (!Standing.SYSTEM_ROLES.contains(name) && tx.principals().findRole(name).isEmpty()) {
      throw noRole(name);
    }
  }

  static Role requireServiceRole(Transaction tx, String name) {
    requireRole(tx, name);
    return tx.principals()
        .findRole(name)
        .filter(role -> role.kind().isService())
        .orElseThrow(() -> new Conflict("The role '" + name + "' is no service role"));
  }

  static NotFound noRole(String name) {
    return new NotFound(
        ResourceKind.ROLE,
        name,
        "There is no role '"
            + name
            + "'; make it with 'moraine role create', or bring it with 'moraine user sync'");
  }
}
