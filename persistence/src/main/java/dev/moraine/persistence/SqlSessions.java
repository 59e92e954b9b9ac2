package dev.moraine.persistence;

import dev.moraine.identity.CredentialId;
import dev.moraine.identity.Principal;
import dev.moraine.identity.Sessions;
import java.time.Instant;

final class SqlSessions implements Sessions {
  private static final String MAY_ACT =
      """
      AND    (:unlisted OR EXISTS (
        SELECT 1
        FROM   role_members
        WHERE  role = :role AND user_name = :name
      ))
      """;

  private final SqlTransactions transactions;

  SqlSessions(SqlTransactions transactions) {
    this.transactions = transactions;
  }

  @Override
  public boolean isInEffect(Principal principal, Instant issuedAt, CredentialId issuedTo) {
    return transactions.askHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT 1
                    WHERE  %s
                    AND    NOT EXISTS (
                      SELECT 1
                      FROM   ended_sessions
                      WHERE  group_kind = 'PRINCIPAL' AND group_name = :name
                      AND    issued_until_ms >= :issuedAt
                    )
                    AND    NOT EXISTS (
                      SELECT 1
                      FROM   ended_sessions
                      WHERE  group_kind = 'ROLE' AND group_name = :role
                      AND    issued_until_ms >= :issuedAt
                    )
                    """
                        .formatted(stands(issuedTo.kind())))
                .bind("issuedTo", issuedTo.value())
                .bind("name", principal.name())
                .bind("role", principal.role().orElse(""))
                // Their own, or a role that is theirs elsewhere: no row says so.
                .bind("unlisted", principal.role().map(principal.roles()::contains).orElse(true))
                .bind("issuedAt", issuedAt.toEpochMilli())
                .mapTo(Integer.class)
                .findOne()
                .isPresent());
  }

  /** That the credential stands, and its holder may act in the role. */
  private static String stands(CredentialId.Kind kind) {
    return switch (kind) {
      case ACCESS_KEY ->
          """
          EXISTS (
            SELECT 1
            FROM   access_keys
            WHERE  access_key_id = :issuedTo AND is_enabled
          )
          """
              + MAY_ACT;
      case SERVICE_TOKEN ->
          """
          EXISTS (
            SELECT 1
            FROM   bearer_tokens
            WHERE  token_digest = :issuedTo
          )
          """
              + MAY_ACT;
      case SIGN_IN -> ":issuedTo IS NOT NULL\n" + MAY_ACT;
      case NODE_KEY ->
          """
          NOT :unlisted AND EXISTS (
            SELECT 1
            FROM   nodes
            WHERE  node_id = :issuedTo AND role = :role AND expires_at_ms IS NULL
          )
          """;
    };
  }

  @Override
  public void end(Group group, Instant now) {
    transactions.writeHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    INSERT INTO ended_sessions (group_kind, group_name, issued_until_ms)
                    VALUES (:kind, :name, :now)
                    ON CONFLICT (group_kind, group_name) DO UPDATE
                    SET    issued_until_ms = excluded.issued_until_ms
                    WHERE  ended_sessions.issued_until_ms < excluded.issued_until_ms
                    """)
                .bind("kind", group.kind().name())
                .bind("name", group.name())
                .bind("now", now.toEpochMilli())
                .execute());
  }

  @Override
  public void forgetEndedBefore(Instant before) {
    transactions.writeHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    DELETE FROM ended_sessions
                    WHERE  issued_until_ms < :before
                    """)
                .bind("before", before.toEpochMilli())
                .execute());
  }
}
