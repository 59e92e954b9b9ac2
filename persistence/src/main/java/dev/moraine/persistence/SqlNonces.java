package dev.moraine.persistence;

import dev.moraine.identity.Nonces;
import java.time.Instant;

final class SqlNonces implements Nonces {
  private final SqlTransactions transactions;

  SqlNonces(SqlTransactions transactions) {
    this.transactions = transactions;
  }

  @Override
  public boolean remember(String accessKeyId, String nonce, Instant until) {
    return transactions.writeHandle(
            handle ->
                handle
                    .createUpdate(
                        """
                        INSERT INTO nonces (access_key_id, nonce, expires_at_ms)
                        VALUES (:accessKeyId, :nonce, :until)
                        ON CONFLICT (access_key_id, nonce) DO NOTHING
                        """)
                    .bind("accessKeyId", accessKeyId)
                    .bind("nonce", nonce)
                    .bind("until", until.toEpochMilli())
                    .execute())
        == 1;
  }

  @Override
  public void forgetUntil(Instant now) {
    transactions.writeHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    DELETE FROM nonces
                    WHERE  expires_at_ms <= :now
                    """)
                .bind("now", now.toEpochMilli())
                .execute());
  }
}
