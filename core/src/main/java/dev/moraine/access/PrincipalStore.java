package dev.moraine.access;

import dev.moraine.identity.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Port: users, roles and who is in them. System roles are known without a row. */
public interface PrincipalStore {
  /** A user, and since when. */
  record User(Principal principal, Instant createdAt, String createdBy) {}

  /** A role that was made. */
  record Role(String name, String description, Kind kind, Instant createdAt, String createdBy) {
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

  /** Of a role that is there. */
  void setKind(String role, Role.Kind kind);

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
  boolean addMember(String role, Principal user);

  /**
   * @return false when the user was not in the role
   */
  boolean removeMember(String role, Principal user);
}
