package dev.moraine.access;

import dev.moraine.identity.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Port: users, roles and who is in them. System roles are known without a row. */
public interface PrincipalStore {
  /**
   * A user, and since when.
   *
   * @param source the directory that it was brought from; empty for who was made here
   */
  record User(Principal principal, Instant createdAt, String createdBy, Optional<String> source) {
    public User(Principal principal, Instant createdAt, String createdBy) {
      this(principal, createdAt, createdBy, Optional.empty());
    }
  }

  /**
   * A role that was made.
   *
   * @param source as {@link User#source}
   */
  record Role(
      String name,
      String description,
      Kind kind,
      Instant createdAt,
      String createdBy,
      Optional<String> source) {
    public Role(String name, String description, Kind kind, Instant createdAt, String createdBy) {
      this(name, description, kind, createdAt, createdBy, Optional.empty());
    }

    /** The same, otherwise described. */
    public Role described(String newDescription) {
      return new Role(name, newDescription, kind, createdAt, createdBy, source);
    }

    /** Who acts in it. */
    public enum Kind {
      /** The users who are in it. */
      GROUP,
      /** Nodes that are enrolled for it; no user is in it. */
      SERVICE,
      /** The same, and no policy has to be attached to it. */
      TRUSTED_SERVICE;

      public boolean isService() {
        return this != GROUP;
      }
    }
  }

  /**
   * The caller's roles, those among them that an identity provider tells, and the policies of both;
   * of a caller who acts in a role, that role alone. One query.
   */
  Standing standing(Principal caller);

  Optional<User> findUser(Principal principal);

  /** By name, ascending, behind {@code after}. */
  List<User> listUsers(String after, int limit);

  /**
   * @return false when the name is taken; nothing was written
   */
  boolean insertUser(User user);

  Optional<Role> findRole(String name);

  /** By name, ascending, behind {@code after}. */
  List<Role> listRoles(String after, int limit);

  /**
   * @return false when the name is taken; nothing was written
   */
  boolean insertRole(Role role);

  /** Those that a directory brought, by name. */
  List<User> usersFrom(String source);

  /** Those that a directory brought, by name. */
  List<Role> rolesFrom(String source);

  /** The users whom a directory put into a role, by name. */
  List<String> membersFrom(String source, String role);

  /**
   * Deletes the user with its memberships, grants, attached policies, access keys and tokens.
   *
   * @param heir who owns from then on what the user owned
   * @return false when there was none
   */
  boolean deleteUser(Principal user, Principal heir);

  /** Changes kind and description of a role that is there. */
  void update(Role role);

  /**
   * Deletes the role with its members, nodes, grants and attached policies.
   *
   * @return false when there was none
   */
  boolean deleteRole(String name);

  /** By name, ascending. */
  List<Principal> members(String role);

  /**
   * @return false when the user was in the role already
   */
  default boolean addMember(String role, Principal user) {
    return addMember(role, user, Optional.empty());
  }

  /**
   * Like {@link #addMember(String, Principal)}.
   *
   * @param source as {@link User#source}
   */
  boolean addMember(String role, Principal user, Optional<String> source);

  /**
   * @return false when the user was not in the role
   */
  boolean removeMember(String role, Principal user);
}
