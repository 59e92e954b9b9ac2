package dev.moraine.admin;

import dev.moraine.access.Action;
import dev.moraine.access.PrincipalStore;
import dev.moraine.access.PrincipalStore.Role;
import dev.moraine.access.PrincipalStore.User;
import dev.moraine.access.Standing;
import dev.moraine.catalog.Access;
import dev.moraine.catalog.Names;
import dev.moraine.catalog.Transaction;
import dev.moraine.catalog.Transactions;
import dev.moraine.error.Conflict;
import dev.moraine.error.Forbidden;
import dev.moraine.error.InvalidRequest;
import dev.moraine.identity.Principal;
import dev.moraine.identity.SessionService;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Use case: users, roles and members as a directory elsewhere has them.
 *
 * <p>What a directory brought is its own: it changes and ends with what the directory says. What
 * was made here, or brought from another directory, stays as it is.
 */
public final class SyncService {
  private final Transactions transactions;
  private final Access access;
  private final SessionService sessions;
  private final Clock clock;

  public SyncService(
      Transactions transactions, Access access, SessionService sessions, Clock clock) {
    this.transactions = transactions;
    this.access = access;
    this.sessions = sessions;
    this.clock = clock;
  }

  /**
   * What a directory has.
   *
   * @param source what the directory is called here
   */
  public record Directory(String source, Set<String> users, List<Group> roles) {
    public Directory {
      users = Set.copyOf(users);
      roles = List.copyOf(roles);
    }
  }

  /** A role and the users in it, as a directory has it. */
  public record Group(String name, String description, Role.Kind kind, Set<String> members) {
    public Group {
      members = Set.copyOf(members);
    }
  }

  /** Whether anything is written. */
  public enum Mode {
    DRY_RUN,
    APPLY
  }

  /** One difference. */
  public record Change(What what, String name) {
    public enum What {
      ADD_USER,
      REMOVE_USER,
      ADD_ROLE,
      CHANGE_ROLE,
      REMOVE_ROLE,
      ADD_MEMBER,
      REMOVE_MEMBER
    }
  }

  /** What of the directory is not taken over. */
  public record LeftOut(String name, String because) {}

  /** In the order in which they are carried out. */
  public record Difference(List<Change> changes, List<LeftOut> leftOut) {
    public Difference {
      changes = List.copyOf(changes);
      leftOut = List.copyOf(leftOut);
    }
  }

  /**
   * Makes users, roles and members what the directory has, all or nothing. Who is deleted loses
   * grants, policies, memberships, keys and sessions; what they own becomes the caller's.
   *
   * @throws InvalidRequest for a directory that has nothing, which is more likely a fault there
   * @throws Conflict when no super administrator would be left
   * @throws Forbidden when administrators would be deleted, for who is no super administrator
   */
  public Difference sync(Principal caller, Directory directory, Mode mode) {
    Names.requireValid("directory", directory.source());
    if (directory.users().isEmpty() && directory.roles().isEmpty()) {
      throw new InvalidRequest(
          "The directory has no user and no role; nothing was changed, for that would delete all"
              + " that it brought");
    }
    if (mode == Mode.DRY_RUN) {
      return transactions.read(tx -> new Run(tx, caller, directory, mode).run());
    }
    Difference done = transactions.write(tx -> new Run(tx, caller, directory, mode).run());
    // Who signs in elsewhere has no credential here that would end.
    done.changes().stream()
        .filter(change -> change.what() == Change.What.REMOVE_USER)
        .forEach(change -> sessions.endAllOf(new Principal(change.name())));
    return done;
  }

  /** One synchronisation, in one transaction. */
  private final class Run {
    private final Transaction tx;
    private final PrincipalStore principals;
    private final Principal caller;
    private final Directory directory;
    private final Mode mode;
    private final List<Change> changes = new ArrayList<>();
    private final List<LeftOut> leftOut = new ArrayList<>();

    Run(Transaction tx, Principal caller, Directory directory, Mode mode) {
      this.tx = tx;
      this.principals = tx.principals();
      this.caller = caller;
      this.directory = directory;
      this.mode = mode;
    }

    Difference run() {
      access.require(tx, caller, Action.REFRESH_USER_SYNC);
      Set<String> users = bringUsers();
      Map<String, Group> roles = bringRoles();
      roles.values().forEach(role -> bringMembers(role, users));
      for (Role role : principals.rolesFrom(directory.source())) {
        if (!roles.containsKey(role.name())) {
          change(Change.What.REMOVE_ROLE, role.name(), () -> principals.deleteRole(role.name()));
        }
      }
      for (User user : principals.usersFrom(directory.source())) {
        if (!directory.users().contains(user.principal().name())) {
          remove(user.principal());
        }
      }
      if (principals.members(Standing.SUPER_ADMINISTRATOR).isEmpty()) {
        throw new Conflict(
            "The directory no longer has the last super administrator; add another one first");
      }
      return new Difference(changes, leftOut);
    }

    /** Those that can be in roles: also users who were made here. */
    private Set<String> bringUsers() {
      Set<String> users = new TreeSet<>();
      for (String name : new TreeSet<>(directory.users())) {
        Optional<User> here = principals.findUser(new Principal(name));
        if (here.isEmpty() && !isValid("user", name)) {
          continue;
        }
        users.add(name);
        if (here.isEmpty()) {
          User user = new User(new Principal(name), clock.instant(), caller.name(), source());
          change(Change.What.ADD_USER, name, () -> principals.insertUser(user));
        } else if (!here.get().source().equals(source())) {
          leaveOut(name, "There is a user of this name that the directory did not bring");
        }
      }
      return users;
    }

    private Map<String, Group> bringRoles() {
      Map<String, Group> roles = new TreeMap<>();
      for (Group group : directory.roles()) {
        Optional<Role> here = principals.findRole(group.name());
        Optional<String> obstacle = obstacle(group, here);
        if (obstacle.isPresent()) {
          leaveOut(group.name(), obstacle.get());
        } else if (isValid("role", group.name())) {
          roles.put(group.name(), group);
          bring(group, here);
        }
      }
      return roles;
    }

    private Optional<String> obstacle(Group group, Optional<Role> here) {
      if (Standing.SYSTEM_ROLES.contains(group.name())) {
        return Optional.of("Who is in a system role is said here");
      }
      if (here.filter(role -> !role.source().equals(source())).isPresent()) {
        return Optional.of("There is a role of this name that the directory did not bring");
      }
      return here.filter(role -> role.kind().isService() != group.kind().isService())
          .map(role -> "Users are in the one here and nodes in the other; delete the role first");
    }

    private void bring(Group group, Optional<Role> here) {
      if (here.isEmpty()) {
        Role role =
            new Role(
                group.name(),
                group.description(),
                group.kind(),
                clock.instant(),
                caller.name(),
                source());
        change(Change.What.ADD_ROLE, group.name(), () -> principals.insertRole(role));
      } else if (!here.get().description().equals(group.description())) {
        change(
            Change.What.CHANGE_ROLE,
            group.name(),
            () -> principals.update(here.get().described(group.description())));
      }
    }

    private void bringMembers(Group group, Set<String> users) {
      String role = group.name();
      Set<String> wanted = new TreeSet<>(group.members());
      wanted.retainAll(group.kind().isService() ? Set.of() : users);
      group.members().stream()
          .filter(user -> !wanted.contains(user))
          .sorted()
          .forEach(user -> leaveOut(user + " of " + role, "Only users can be in such a role"));
      Set<String> here = new HashSet<>();
      principals.members(role).forEach(user -> here.add(user.name()));
      for (String user : principals.membersFrom(directory.source(), role)) {
        if (!wanted.contains(user)) {
          change(
              Change.What.REMOVE_MEMBER,
              user + " of " + role,
              () -> principals.removeMember(role, new Principal(user)));
        }
      }
      for (String user : wanted) {
        if (!here.contains(user)) {
          change(
              Change.What.ADD_MEMBER,
              user + " of " + role,
              () -> principals.addMember(role, new Principal(user), source()));
        }
      }
    }

    private void remove(Principal user) {
      PrincipalService.requireMayManage(tx, caller, user, "deletes them");
      change(Change.What.REMOVE_USER, user.name(), () -> principals.deleteUser(user, caller));
    }

    private Optional<String> source() {
      return Optional.of(directory.source());
    }

    private boolean isValid(String what, String name) {
      try {
        Names.requireValid(what, name);
        return true;
      } catch (InvalidRequest e) {
        leaveOut(name, e.sentence());
        return false;
      }
    }

    private void leaveOut(String name, String because) {
      leftOut.add(new LeftOut(name, because));
    }

    private void change(Change.What what, String name, Runnable write) {
      changes.add(new Change(what, name));
      if (mode == Mode.APPLY) {
        write.run();
      }
    }
  }
}
