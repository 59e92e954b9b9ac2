package dev.moraine.persistence;

import dev.moraine.identity.CredentialId;
import dev.moraine.identity.Sessions;
import java.time.Instant;

final class SqlSessions implements Sessions {
  private final SqlTransactions transactions;

  SqlSessions(SqlTransactions transactions) {
    this.transactions = transactions;
  }

  @Override
  public boolean isInEffect(Group group, Instant issuedAt, CredentialId issuedTo) {
    return transactions.askHandle(
        handle ->
            handle
                .createQuery(
                    switch (issuedTo.kind()) {
                      case ACCESS_KEY ->
                          """
                          SELECT 1
                          FROM   access_keys
                          WHERE  access_key_id = :issuedTo AND is_enabled
                          AND    NOT EXISTS (
                            SELECT 1
                            FROM   ended_sessions
                            WHERE  group_kind = :kind AND group_name = :name
                            AND    issued_until_ms >= :issuedAt
                          )
                          """;
                      case SERVICE_TOKEN ->
                          """
                          SELECT 1
                          FROM   bearer_tokens
                          WHERE  token_digest = :issuedTo
                          AND    NOT EXISTS (
                            SELECT 1
                            FROM   ended_sessions
                            WHERE  group_kind = :kind AND group_name = :name
                            AND    issued_until_ms >= :issuedAt
                          )
                          """;
                      case SIGN_IN ->
                          """
                          SELECT 1
                          WHERE  :issuedTo IS NOT NULL
                          AND    NOT EXISTS (
                            SELECT 1
                            FROM   ended_sessions
                            WHERE  group_kind = :kind AND group_name = :name
                            AND    issued_until_ms >= :issuedAt
                          )
                          """;
                    })
                .bind("issuedTo", issuedTo.value())
                .bind("kind", group.kind().name())
                .bind("name", group.name())
                .bind("issuedAt", issuedAt.toEpochMilli())
                .mapTo(Integer.class)
                .findOne()
                .isPresent());
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
