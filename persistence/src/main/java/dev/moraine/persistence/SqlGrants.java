package dev.moraine.persistence;

import dev.moraine.access.Grant;
import dev.moraine.access.GrantStore;
import dev.moraine.access.Grantee;
import dev.moraine.access.Held;
import dev.moraine.access.Privilege;
import dev.moraine.access.Restriction;
import dev.moraine.access.Securable;
import dev.moraine.access.Securable.Kind;
import dev.moraine.access.Sight;
import dev.moraine.identity.Principal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

final class SqlGrants implements GrantStore {
  private static final String COLUMNS =
      """
      SELECT grantee, securable_kind, securable_id, privilege, restriction, expires_at_ms,
             granted_at_ms, granted_by
      FROM   grants
      """;

  private static final String HELD =
      """
      SELECT :caller AS grantee, 'CATALOG' AS securable_kind,
             catalog_id AS securable_id, NULL AS privilege, NULL AS restriction
      FROM   catalogs
      WHERE  catalog_id IN (<ids>) AND owner = :owner
      UNION ALL
      SELECT :caller, 'DATABASE', database_id, NULL, NULL
      FROM   databases
      WHERE  database_id IN (<ids>) AND owner = :owner
      UNION ALL
      SELECT :caller, 'TABLE', table_id, NULL, NULL
      FROM   tables
      WHERE  table_id IN (<ids>) AND owner = :owner
      UNION ALL
      SELECT :caller, 'VIEW', view_id, NULL, NULL
      FROM   views
      WHERE  view_id IN (<ids>) AND owner = :owner
      UNION ALL
      SELECT :caller, 'FUNCTION', function_id, NULL, NULL
      FROM   functions
      WHERE  function_id IN (<ids>) AND owner = :owner
      UNION ALL
      SELECT g.grantee, g.securable_kind, g.securable_id, g.privilege, g.restriction
      FROM   grants g
      WHERE  g.securable_id IN (<ids>)
        AND  (g.expires_at_ms IS NULL OR g.expires_at_ms > :now)
        AND  g.grantee IN (%s)
      """
          .formatted(Callers.GRANTEES);

  // What the caller stands for has no thing.
  private static final String RIGHTS =
      """
      SELECT s.grantee, NULL AS securable_kind, NULL AS securable_id, NULL AS privilege,
             NULL AS restriction, s.policy, s.statements, s.kind_of_role
      FROM   (%s) s
      UNION ALL
      SELECT h.grantee, h.securable_kind, h.securable_id, h.privilege, h.restriction,
             NULL, NULL, NULL
      FROM   (%s) h
      """
          .formatted(SqlPrincipals.STANDING, HELD);

  private final Handle handle;

  SqlGrants(Handle handle) {
    this.handle = handle;
  }

  @Override
  public Rights rights(Principal caller, List<Securable> things, Instant now) {
    List<SqlPrincipals.StandingRow> standing = new ArrayList<>();
    List<Held> held = new ArrayList<>();
    SqlPrincipals.bindRole(handle.createQuery(RIGHTS), caller)
        .bindList("ids", things.stream().map(Securable::id).toList())
        .bind("now", now.toEpochMilli())
        .map(
            (row, context) ->
                row.getString("securable_id") == null
                    ? standing.add(SqlPrincipals.StandingRow.of(row))
                    : held.add(toHeld(row)))
        .list();
    return new Rights(SqlPrincipals.standing(caller, standing), held);
  }

  private static Held toHeld(ResultSet row) throws SQLException {
    return new Held(
        Grantee.parse(row.getString("grantee")),
        securable(row),
        Optional.ofNullable(row.getString("privilege")).map(Privilege::valueOf),
        StoredRestriction.read(row.getString("restriction")));
  }

  @Override
  public Set<Securable> restricted(Principal caller, Instant now) {
    return Callers.bind(
            handle.createQuery(
                """
                SELECT DISTINCT g.securable_kind, g.securable_id
                FROM   grants g
                WHERE  g.restriction IS NOT NULL
                  AND  (g.expires_at_ms IS NULL OR g.expires_at_ms > :now)
                  AND  g.grantee IN (%s)
                """
                    .formatted(Callers.GRANTEES)),
            caller)
        .bind("now", now.toEpochMilli())
        .map((row, context) -> securable(row))
        .set();
  }

  @Override
  public boolean seesInside(Sight sight, Securable container) {
    return switch (container.kind()) {
      case CATALOG ->
          sees(
              "SELECT 1 FROM catalogs c WHERE c.catalog_id = :id",
              Visible.CATALOGS,
              sight,
              container);
      case DATABASE ->
          sees(
              "SELECT 1 FROM databases d WHERE d.database_id = :id",
              Visible.DATABASES,
              sight,
              container);
      case TABLE, VIEW, FUNCTION -> false;
    };
  }

  private boolean sees(String select, Visible visible, Sight sight, Securable container) {
    return Visible.bind(handle.createQuery(select + visible.condition()), sight)
        .bind("id", container.id())
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  @Override
  public void grant(Grant grant) {
    handle
        .createUpdate(
            """
            INSERT INTO grants (
              securable_id, grantee, privilege, securable_kind, restriction, expires_at_ms,
              granted_at_ms, granted_by)
            VALUES (
              :id, :grantee, :privilege, :kind, :restriction, :expiresAt, :grantedAt, :grantedBy)
            ON CONFLICT (securable_id, grantee, privilege) DO UPDATE
            SET    restriction = :restriction, expires_at_ms = :expiresAt,
                   granted_at_ms = :grantedAt, granted_by = :grantedBy
            """)
        .bind("id", grant.securable().id())
        .bind("grantee", grant.grantee().toString())
        .bind("privilege", grant.privilege().name())
        .bind("kind", grant.securable().kind().name())
        .bind("restriction", StoredRestriction.write(grant.restriction()))
        .bind("expiresAt", grant.expiresAt().map(Instant::toEpochMilli).orElse(null))
        .bind("grantedAt", grant.grantedAt().toEpochMilli())
        .bind("grantedBy", grant.grantedBy())
        .execute();
  }

  @Override
  public boolean revoke(Grantee grantee, Securable securable, Privilege privilege) {
    return handle
            .createUpdate(
                """
                DELETE FROM grants
                WHERE  securable_id = :id AND grantee = :grantee AND privilege = :privilege
                """)
            .bind("id", securable.id())
            .bind("grantee", grantee.toString())
            .bind("privilege", privilege.name())
            .execute()
        == 1;
  }

  @Override
  public List<Grant> on(Securable securable) {
    return list(
        handle
            .createQuery(
                COLUMNS
                    + """
                    WHERE  securable_id = :id
                    ORDER  BY grantee, privilege
                    """)
            .bind("id", securable.id()));
  }

  @Override
  public List<Grant> of(Grantee grantee) {
    return list(
        handle
            .createQuery(
                COLUMNS
                    + """
                    WHERE  grantee = :grantee
                    ORDER  BY securable_id, privilege
                    """)
            .bind("grantee", grantee.toString()));
  }

  private static List<Grant> list(Query query) {
    return query
        .map(
            (row, context) -> {
              Restriction restriction = StoredRestriction.read(row.getString("restriction"));
              long expiresAt = row.getLong("expires_at_ms");
              boolean ends = !row.wasNull();
              return new Grant(
                  Grantee.parse(row.getString("grantee")),
                  securable(row),
                  Privilege.valueOf(row.getString("privilege")),
                  restriction,
                  ends ? Optional.of(Instant.ofEpochMilli(expiresAt)) : Optional.empty(),
                  Instant.ofEpochMilli(row.getLong("granted_at_ms")),
                  row.getString("granted_by"));
            })
        .list();
  }

  private static Securable securable(ResultSet row) throws SQLException {
    return new Securable(
        Kind.valueOf(row.getString("securable_kind")), row.getString("securable_id"));
  }

  /** To be called in the transaction that deletes the thing. */
  static void forget(Handle handle, String securableId) {
    handle
        .createUpdate(
            """
            DELETE FROM grants
            WHERE  securable_id = :id
            """)
        .bind("id", securableId)
        .execute();
  }
}
