package dev.moraine.persistence;

import dev.moraine.identity.AccessKey;
import dev.moraine.identity.CredentialId;
import dev.moraine.identity.Credentials;
import dev.moraine.identity.Principal;
import dev.moraine.identity.ServiceToken;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

final class SqlCredentials implements Credentials {
  private static final String ANOTHER_IS_ENABLED =
      """
      AND    EXISTS (
        SELECT 1
        FROM   access_keys others
        WHERE  others.principal = :owner AND others.is_enabled AND others.access_key_id <> :id
      )
      """;

  private final SqlTransactions transactions;

  SqlCredentials(SqlTransactions transactions) {
    this.transactions = transactions;
  }

  @Override
  public Optional<AccessKey> findAccessKey(String accessKeyId) {
    return transactions.askHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT access_key_id, principal, encrypted_secret, is_enabled, created_at_ms,
                           last_used_at_ms
                    FROM   access_keys
                    WHERE  access_key_id = :id
                    """)
                .bind("id", accessKeyId)
                .map((row, context) -> accessKey(row))
                .findOne());
  }

  @Override
  public List<AccessKey> accessKeysOf(Principal owner) {
    return transactions.askHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT access_key_id, principal, encrypted_secret, is_enabled, created_at_ms,
                           last_used_at_ms
                    FROM   access_keys
                    WHERE  principal = :owner
                    ORDER  BY created_at_ms, access_key_id
                    """)
                .bind("owner", owner.name())
                .map((row, context) -> accessKey(row))
                .list());
  }

  @Override
  public Optional<ServiceToken> findToken(String tokenDigest) {
    return transactions.askHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT token_digest, name, principal, created_at_ms, expires_at_ms,
                           last_used_at_ms
                    FROM   bearer_tokens
                    WHERE  token_digest = :digest
                    """)
                .bind("digest", tokenDigest)
                .map((row, context) -> token(row))
                .findOne());
  }

  @Override
  public List<ServiceToken> tokensOf(Principal owner) {
    return transactions.askHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT token_digest, name, principal, created_at_ms, expires_at_ms,
                           last_used_at_ms
                    FROM   bearer_tokens
                    WHERE  principal = :owner
                    ORDER  BY created_at_ms, token_digest
                    """)
                .bind("owner", owner.name())
                .map((row, context) -> token(row))
                .list());
  }

  @Override
  public Optional<AccessKey> findAnyAccessKey() {
    return transactions.askHandle(SqlCredentials::findAnyAccessKey);
  }

  // Also asked of a backup's older tables, so it names the columns that were there from the start.
  static Optional<AccessKey> findAnyAccessKey(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT access_key_id, principal, encrypted_secret, created_at_ms
            FROM   access_keys
            LIMIT  1
            """)
        .map((row, context) -> newAccessKey(row))
        .findOne();
  }

  @Override
  public boolean addFirst(AccessKey accessKey, String tokenDigest, Instant now) {
    return transactions.writeHandle(
        handle -> {
          int first =
              handle
                  .createUpdate(
                      """
                      INSERT INTO first_access_key (one, access_key_id)
                      VALUES (1, :id)
                      ON CONFLICT (one) DO NOTHING
                      """)
                  .bind("id", accessKey.id())
                  .execute();
          if (first == 0) {
            return false;
          }
          insert(handle, accessKey);
          handle
              .createUpdate(
                  """
                  INSERT INTO bearer_tokens (token_digest, principal, created_at_ms)
                  VALUES (:digest, :principal, :createdAt)
                  """)
              .bind("digest", tokenDigest)
              .bind("principal", accessKey.principal().name())
              .bind("createdAt", now.toEpochMilli())
              .execute();
          SqlPrincipals.insertFirst(handle, accessKey.principal(), now);
          return true;
        });
  }

  @Override
  public void add(AccessKey accessKey) {
    transactions.writeHandle(handle -> insert(handle, accessKey));
  }

  private static int insert(Handle handle, AccessKey accessKey) {
    return handle
        .createUpdate(
            """
            INSERT INTO access_keys (access_key_id, principal, encrypted_secret, created_at_ms)
            VALUES (:id, :principal, :encryptedSecret, :createdAt)
            """)
        .bind("id", accessKey.id())
        .bind("principal", accessKey.principal().name())
        .bind("encryptedSecret", Base64.getEncoder().encodeToString(accessKey.encryptedSecret()))
        .bind("createdAt", accessKey.createdAt().toEpochMilli())
        .execute();
  }

  @Override
  public void add(ServiceToken token) {
    transactions.writeHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    INSERT INTO bearer_tokens
                      (token_digest, name, principal, created_at_ms, expires_at_ms)
                    VALUES (:digest, :name, :principal, :createdAt, :expiresAt)
                    """)
                .bind("digest", token.digest())
                .bind("name", token.name())
                .bind("principal", token.principal().name())
                .bind("createdAt", token.createdAt().toEpochMilli())
                .bind("expiresAt", token.expiresAt().map(Instant::toEpochMilli).orElse(null))
                .execute());
  }

  @Override
  public void enable(Principal owner, String accessKeyId) {
    transactions.writeHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    UPDATE access_keys
                    SET    is_enabled = TRUE
                    WHERE  access_key_id = :id AND principal = :owner
                    """)
                .bind("id", accessKeyId)
                .bind("owner", owner.name())
                .execute());
  }

  @Override
  public boolean disable(Principal owner, String accessKeyId, TheLast last) {
    return change(
        """
        UPDATE access_keys
        SET    is_enabled = FALSE
        WHERE  access_key_id = :id AND principal = :owner
        """,
        owner,
        accessKeyId,
        last);
  }

  @Override
  public boolean delete(Principal owner, String accessKeyId, TheLast last) {
    return change(
        """
        DELETE FROM access_keys
        WHERE  access_key_id = :id AND principal = :owner
        """,
        owner,
        accessKeyId,
        last);
  }

  private boolean change(String statement, Principal owner, String accessKeyId, TheLast last) {
    return transactions.writeHandle(
        handle -> {
          // Two who take a key each would both see the other's; so each takes all of them first.
          handle
              .createUpdate(
                  """
                  UPDATE access_keys
                  SET    principal = principal
                  WHERE  principal = :owner
                  """)
              .bind("owner", owner.name())
              .execute();
          return handle
                  .createUpdate(last == TheLast.STAYS ? statement + ANOTHER_IS_ENABLED : statement)
                  .bind("id", accessKeyId)
                  .bind("owner", owner.name())
                  .execute()
              == 1;
        });
  }

  @Override
  public boolean revokeToken(Principal owner, String tokenId) {
    return transactions.writeHandle(
            handle ->
                handle
                    .createUpdate(
                        """
                        DELETE FROM bearer_tokens
                        WHERE  principal = :owner AND substr(token_digest, 1, :length) = :id
                        """)
                    .bind("owner", owner.name())
                    .bind("length", ServiceToken.ID_LENGTH)
                    .bind("id", tokenId)
                    .execute())
        == 1;
  }

  @Override
  public void markUsed(Map<CredentialId, Instant> uses) {
    transactions.writeHandle(
        handle -> {
          uses.forEach((credential, at) -> markUsed(handle, credential, at));
          return uses.size();
        });
  }

  private static void markUsed(Handle handle, CredentialId credential, Instant at) {
    String statement =
        switch (credential.kind()) {
          case ACCESS_KEY ->
              """
              UPDATE access_keys
              SET    last_used_at_ms = :at
              WHERE  access_key_id = :id
              AND    (last_used_at_ms IS NULL OR last_used_at_ms < :at)
              """;
          case SERVICE_TOKEN ->
              """
              UPDATE bearer_tokens
              SET    last_used_at_ms = :at
              WHERE  token_digest = :id
              AND    (last_used_at_ms IS NULL OR last_used_at_ms < :at)
              """;
          case NODE_KEY ->
              """
              UPDATE nodes
              SET    last_used_at_ms = :at
              WHERE  node_id = :id
              AND    (last_used_at_ms IS NULL OR last_used_at_ms < :at)
              """;
          case SIGN_IN -> throw new IllegalArgumentException("A sign-in has no row");
        };
    handle
        .createUpdate(statement)
        .bind("at", at.toEpochMilli())
        .bind("id", credential.value())
        .execute();
  }

  private static AccessKey accessKey(ResultSet row) throws SQLException {
    AccessKey key = newAccessKey(row);
    return new AccessKey(
        key.id(),
        key.principal(),
        key.encryptedSecret(),
        row.getBoolean("is_enabled") ? AccessKey.State.ENABLED : AccessKey.State.DISABLED,
        key.createdAt(),
        Columns.time(row, "last_used_at_ms"));
  }

  private static ServiceToken token(ResultSet row) throws SQLException {
    return new ServiceToken(
        row.getString("token_digest"),
        row.getString("name"),
        new Principal(row.getString("principal")),
        Instant.ofEpochMilli(row.getLong("created_at_ms")),
        Columns.time(row, "expires_at_ms"),
        Columns.time(row, "last_used_at_ms"));
  }

  private static AccessKey newAccessKey(ResultSet row) throws SQLException {
    return new AccessKey(
        row.getString("access_key_id"),
        new Principal(row.getString("principal")),
        Base64.getDecoder().decode(row.getString("encrypted_secret")),
        Instant.ofEpochMilli(row.getLong("created_at_ms")));
  }
}
