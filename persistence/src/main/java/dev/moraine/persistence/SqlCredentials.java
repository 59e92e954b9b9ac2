package dev.moraine.persistence;

import dev.moraine.identity.AccessKey;
import dev.moraine.identity.Credentials;
import dev.moraine.identity.Principal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

final class SqlCredentials implements Credentials {
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
                    SELECT access_key_id, principal, encrypted_secret, created_at_ms
                    FROM   access_keys
                    WHERE  access_key_id = :id
                    """)
                .bind("id", accessKeyId)
                .map((row, context) -> accessKey(row))
                .findOne());
  }

  @Override
  public Optional<Principal> findTokenOwner(String tokenDigest) {
    return transactions.askHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT principal
                    FROM   bearer_tokens
                    WHERE  token_digest = :digest
                    """)
                .bind("digest", tokenDigest)
                .map((row, context) -> new Principal(row.getString(1)))
                .findOne());
  }

  @Override
  public Optional<AccessKey> findAnyAccessKey() {
    return transactions.askHandle(SqlCredentials::findAnyAccessKey);
  }

  static Optional<AccessKey> findAnyAccessKey(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT access_key_id, principal, encrypted_secret, created_at_ms
            FROM   access_keys
            LIMIT  1
            """)
        .map((row, context) -> accessKey(row))
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
          insert(handle, accessKey, tokenDigest, now);
          SqlPrincipals.insertFirst(handle, accessKey.principal(), now);
          return true;
        });
  }

  @Override
  public void add(AccessKey accessKey, String tokenDigest, Instant now) {
    transactions.writeHandle(handle -> insert(handle, accessKey, tokenDigest, now));
  }

  private static int insert(Handle handle, AccessKey accessKey, String tokenDigest, Instant now) {
    handle
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
    return handle
        .createUpdate(
            """
            INSERT INTO bearer_tokens (token_digest, principal, created_at_ms)
            VALUES (:digest, :principal, :createdAt)
            """)
        .bind("digest", tokenDigest)
        .bind("principal", accessKey.principal().name())
        .bind("createdAt", now.toEpochMilli())
        .execute();
  }

  private static AccessKey accessKey(ResultSet row) throws SQLException {
    return new AccessKey(
        row.getString("access_key_id"),
        new Principal(row.getString("principal")),
        Base64.getDecoder().decode(row.getString("encrypted_secret")),
        Instant.ofEpochMilli(row.getLong("created_at_ms")));
  }
}
