package dev.moraine.persistence;

import dev.moraine.access.Grantee;
import dev.moraine.access.Policy;
import dev.moraine.access.PrincipalStore;
import dev.moraine.access.Standing;
import dev.moraine.identity.Principal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

final class SqlPrincipals implements PrincipalStore {
  private static final String USERS =
      """
      SELECT name, created_at_ms, created_by, source
      FROM   users
      """;

  private static final String ROLES =
      """
      SELECT name, description, kind, created_at_ms, created_by, source
      FROM   roles
      """;

  private static final List<String> OF_A_USER =
      List.of(
          """
          DELETE FROM role_members
          WHERE  user_name = :name
          """,
          """
          DELETE FROM access_keys
          WHERE  principal = :name
          """,
          """
          DELETE FROM bearer_tokens
          WHERE  principal = :name
          """);

  private static final List<String> OWNED =
      Stream.of("catalogs", "databases", "tables", "views", "functions")
          .map(
              table ->
                  """
                  UPDATE %s
                  SET    owner = :heir
                  WHERE  owner = :name
                  """
                      .formatted(table))
          .toList();

  private final Handle handle;

  SqlPrincipals(Handle handle) {
    this.handle = handle;
  }

  /** Rows of what a caller stands for; for {@link Callers#bind}, with {@link #bindRole}. */
  static final String STANDING =
      """
      SELECT w.grantee, a.policy, p.statements, r.kind AS kind_of_role
      FROM   (%s) w
             LEFT JOIN policy_attachments a ON a.grantee = w.grantee
             LEFT JOIN policies p ON p.name = a.policy
             LEFT JOIN roles r ON r.name = :role
      """
          .formatted(Callers.GRANTEES);

  /** A row of {@link #STANDING}. */
  record StandingRow(
      Grantee grantee,
      Optional<String> policy,
      Optional<String> statements,
      Optional<Role.Kind> ofRole) {
    static StandingRow of(ResultSet row) throws SQLException {
      return new StandingRow(
          Grantee.parse(row.getString("grantee")),
          Optional.ofNullable(row.getString("policy")),
          Optional.ofNullable(row.getString("statements")),
          Optional.ofNullable(row.getString("kind_of_role")).map(Role.Kind::valueOf));
    }
  }

  static Query bindRole(Query query, Principal caller) {
    return Callers.bind(query, caller).bind("role", caller.role().orElse(""));
  }

  @Override
  public Standing standing(Principal caller) {
    return standing(
        caller,
        bindRole(handle.createQuery(STANDING), caller)
            .map((row, context) -> StandingRow.of(row))
            .list());
  }

  static Standing standing(Principal caller, List<StandingRow> rows) {
    Set<String> roles = new HashSet<>();
    List<Standing.Attached> policies = new ArrayList<>();
    for (StandingRow row : rows) {
      if (row.grantee().kind() == Grantee.Kind.ROLE) {
        roles.add(row.grantee().name());
      }
      row.policy()
          .flatMap(name -> SqlPolicies.policy(name, row.statements()))
          .ifPresent(policy -> policies.add(new Standing.Attached(row.grantee(), policy)));
      row.ofRole()
          .filter(Role.Kind.TRUSTED_SERVICE::equals)
          .ifPresent(
              trusted ->
                  policies.add(new Standing.Attached(row.grantee(), Policy.OF_TRUSTED_SERVICES)));
    }
    return new Standing(caller, roles, policies);
  }

  @Override
  public Optional<User> findUser(Principal principal) {
    return handle
        .createQuery(USERS + "WHERE  name = :name")
        .bind("name", principal.name())
        .map((row, context) -> user(row))
        .findOne();
  }

  @Override
  public List<User> listUsers(String after, int limit) {
    return handle
        .createQuery(
            USERS
                + """
            WHERE  name > :after
            ORDER  BY name
            LIMIT  :limit
            """)
        .bind("after", after)
        .bind("limit", limit)
        .map((row, context) -> user(row))
        .list();
  }

  /** The administrator of the first start, who makes all others. */
  static void insertFirst(Handle handle, Principal administrator, Instant now) {
    SqlPrincipals principals = new SqlPrincipals(handle);
    principals.insertUser(new User(administrator, now, administrator.name()));
    principals.addMember(Standing.SUPER_ADMINISTRATOR, administrator);
  }

  @Override
  public boolean insertUser(User user) {
    return handle
            .createUpdate(
                """
                INSERT INTO users (name, created_at_ms, created_by, source)
                VALUES (:name, :createdAt, :createdBy, :source)
                ON CONFLICT (name) DO NOTHING
                """)
            .bind("name", user.principal().name())
            .bind("createdAt", user.createdAt().toEpochMilli())
            .bind("createdBy", user.createdBy())
            .bind("source", user.source().orElse(null))
            .execute()
        == 1;
  }

  @Override
  public Optional<Role> findRole(String name) {
    return handle
        .createQuery(ROLES + "WHERE  name = :name")
        .bind("name", name)
        .map((row, context) -> role(row))
        .findOne();
  }

  @Override
  public List<Role> listRoles(String after, int limit) {
    return handle
        .createQuery(
            ROLES
                + """
            WHERE  name > :after
            ORDER  BY name
            LIMIT  :limit
            """)
        .bind("after", after)
        .bind("limit", limit)
        .map((row, context) -> role(row))
        .list();
  }

  @Override
  public boolean insertRole(Role role) {
    return handle
            .createUpdate(
                """
                INSERT INTO roles (name, description, kind, created_at_ms, created_by, source)
                VALUES (:name, :description, :kind, :createdAt, :createdBy, :source)
                ON CONFLICT (name) DO NOTHING
                """)
            .bind("name", role.name())
            .bind("description", role.description())
            .bind("kind", role.kind().name())
            .bind("createdAt", role.createdAt().toEpochMilli())
            .bind("createdBy", role.createdBy())
            .bind("source", role.source().orElse(null))
            .execute()
        == 1;
  }

  private static Role role(ResultSet row) throws SQLException {
    return new Role(
        row.getString("name"),
        row.getString("description"),
        Role.Kind.valueOf(row.getString("kind")),
        Instant.ofEpochMilli(row.getLong("created_at_ms")),
        row.getString("created_by"),
        Optional.ofNullable(row.getString("source")));
  }

  private static User user(ResultSet row) throws SQLException {
    return new User(
        new Principal(row.getString("name")),
        Instant.ofEpochMilli(row.getLong("created_at_ms")),
        row.getString("created_by"),
        Optional.ofNullable(row.getString("source")));
  }

  @Override
  public void update(Role role) {
    handle
        .createUpdate(
            """
            UPDATE roles
            SET    kind = :kind, description = :description
            WHERE  name = :name
            """)
        .bind("name", role.name())
        .bind("kind", role.kind().name())
        .bind("description", role.description())
        .execute();
  }

  @Override
  public List<User> usersFrom(String source) {
    return handle
        .createQuery(
            USERS
                + """
                WHERE  source = :source
                ORDER  BY name
                """)
        .bind("source", source)
        .map((row, context) -> user(row))
        .list();
  }

  @Override
  public List<Role> rolesFrom(String source) {
    return handle
        .createQuery(
            ROLES
                + """
                WHERE  source = :source
                ORDER  BY name
                """)
        .bind("source", source)
        .map((row, context) -> role(row))
        .list();
  }

  @Override
  public List<String> membersFrom(String source, String role) {
    return handle
        .createQuery(
            """
            SELECT user_name
            FROM   role_members
            WHERE  role = :role AND source = :source
            ORDER  BY user_name
            """)
        .bind("role", role)
        .bind("source", source)
        .mapTo(String.class)
        .list();
  }

  @Override
  public boolean deleteUser(Principal user, Principal heir) {
    for (String statement : OF_A_USER) {
      handle.createUpdate(statement).bind("name", user.name()).execute();
    }
    forget(Grantee.user(user));
    for (String statement : OWNED) {
      handle.createUpdate(statement).bind("name", user.name()).bind("heir", heir.owner()).execute();
    }
    return handle
            .createUpdate(
                """
                DELETE FROM users
                WHERE  name = :name
                """)
            .bind("name", user.name())
            .execute()
        == 1;
  }

  private void forget(Grantee grantee) {
    handle
        .createUpdate(
            """
            DELETE FROM policy_attachments
            WHERE  grantee = :grantee
            """)
        .bind("grantee", grantee.toString())
        .execute();
    handle
        .createUpdate(
            """
            DELETE FROM grants
            WHERE  grantee = :grantee
            """)
        .bind("grantee", grantee.toString())
        .execute();
  }

  @Override
  public boolean deleteRole(String name) {
    handle
        .createUpdate(
            """
            DELETE FROM role_members
            WHERE  role = :name
            """)
        .bind("name", name)
        .execute();
    forget(Grantee.role(name));
    return handle
            .createUpdate(
                """
                DELETE FROM roles
                WHERE  name = :name
                """)
            .bind("name", name)
            .execute()
        == 1;
  }

  @Override
  public List<Principal> members(String role) {
    return handle
        .createQuery(
            """
            SELECT user_name
            FROM   role_members
            WHERE  role = :role
            ORDER  BY user_name
            """)
        .bind("role", role)
        .map((row, context) -> new Principal(row.getString(1)))
        .list();
  }

  @Override
  public boolean addMember(String role, Principal user, Optional<String> source) {
    return handle
            .createUpdate(
                """
                INSERT INTO role_members (role, user_name, source)
                VALUES (:role, :user, :source)
                ON CONFLICT (role, user_name) DO NOTHING
                """)
            .bind("role", role)
            .bind("user", user.name())
            .bind("source", source.orElse(null))
            .execute()
        == 1;
  }

  @Override
  public boolean removeMember(String role, Principal user) {
    return handle
            .createUpdate(
                """
                DELETE FROM role_members
                WHERE  role = :role AND user_name = :user
                """)
            .bind("role", role)
            .bind("user", user.name())
            .execute()
        == 1;
  }
}
