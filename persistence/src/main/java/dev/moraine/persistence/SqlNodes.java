package dev.moraine.persistence;

import dev.moraine.identity.Node;
import dev.moraine.identity.Nodes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

final class SqlNodes implements Nodes {
  private static final String COLUMNS =
      """
      SELECT node_id, role, name, created_at_ms, created_by, expires_at_ms, last_used_at_ms
      FROM   nodes
      """;

  private final SqlTransactions transactions;

  SqlNodes(SqlTransactions transactions) {
    this.transactions = transactions;
  }

  @Override
  public Optional<Node> find(String keyDigest) {
    return transactions.askHandle(
        handle ->
            handle
                .createQuery(COLUMNS + "WHERE  key_digest = :digest")
                .bind("digest", keyDigest)
                .map((row, context) -> node(row))
                .findOne());
  }

  @Override
  public List<Node> list(String after, int limit) {
    return transactions.askHandle(
        handle ->
            handle
                .createQuery(
                    COLUMNS
                        + """
                        WHERE  node_id > :after
                        ORDER  BY node_id
                        LIMIT  :limit
                        """)
                .bind("after", after)
                .bind("limit", limit)
                .map((row, context) -> node(row))
                .list());
  }

  @Override
  public boolean add(Node node, String enrolmentKeyDigest) {
    return transactions.writeHandle(
            handle ->
                handle
                    .createUpdate(
                        """
                        INSERT INTO nodes
                          (node_id, role, name, key_digest, created_at_ms, created_by,
                           expires_at_ms)
                        SELECT :id, name, '', :digest, :createdAt, :createdBy, :expiresAt
                        FROM   roles
                        WHERE  name = :role
                        """)
                    .bind("id", node.id())
                    .bind("role", node.role())
                    .bind("digest", enrolmentKeyDigest)
                    .bind("createdAt", node.createdAt().toEpochMilli())
                    .bind("createdBy", node.createdBy())
                    .bind("expiresAt", node.expiresAt().orElseThrow().toEpochMilli())
                    .execute())
        == 1;
  }

  @Override
  public Optional<Node> enrol(String id, String name, String keyDigest, Instant now) {
    return transactions.writeHandle(
        handle ->
            handle
                        .createUpdate(
                            """
                            UPDATE nodes
                            SET    name = :name, key_digest = :digest, expires_at_ms = NULL
                            WHERE  node_id = :id AND expires_at_ms > :now
                            """)
                        .bind("id", id)
                        .bind("name", name)
                        .bind("digest", keyDigest)
                        .bind("now", now.toEpochMilli())
                        .execute()
                    == 1
                ? find(handle, id)
                : Optional.empty());
  }

  private static Optional<Node> find(Handle handle, String id) {
    return handle
        .createQuery(COLUMNS + "WHERE  node_id = :id")
        .bind("id", id)
        .map((row, context) -> node(row))
        .findOne();
  }

  @Override
  public boolean remove(String id) {
    return transactions.writeHandle(
            handle ->
                handle
                    .createUpdate(
                        """
                        DELETE FROM nodes
                        WHERE  node_id = :id
                        """)
                    .bind("id", id)
                    .execute())
        == 1;
  }

  private static Node node(ResultSet row) throws SQLException {
    return new Node(
        row.getString("node_id"),
        row.getString("role"),
        row.getString("name"),
        Instant.ofEpochMilli(row.getLong("created_at_ms")),
        row.getString("created_by"),
        Columns.time(row, "expires_at_ms"),
        Columns.time(row, "last_used_at_ms"));
  }
}
