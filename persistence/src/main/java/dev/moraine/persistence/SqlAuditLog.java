package dev.moraine.persistence;

import dev.moraine.audit.AuditEvent;
import dev.moraine.audit.AuditLog;
import dev.moraine.audit.AuditQuery;
import dev.moraine.audit.Concerned;
import dev.moraine.audit.RequestIds;
import dev.moraine.error.ErrorCode;
import dev.moraine.error.ResourceKind;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.ResultIterable;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.transaction.TransactionException;

final class SqlAuditLog implements AuditLog {
  // Positions, bound by hand: with names, binding takes longer than the database does.
  private static final String INSERT =
      """
      INSERT INTO audit_events (request_id, event, principal, session_id, role, credential_id,
        source, user_agent, kind, catalog, database_name, name, outcome, status, error, sentence,
        duration_us)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?,
        COALESCE((SELECT name FROM catalogs WHERE catalog_id = ?), ?),
        ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (request_id) DO NOTHING
      """;

  private final SqlTransactions transactions;

  SqlAuditLog(SqlTransactions transactions) {
    this.transactions = transactions;
  }

  @Override
  public void append(List<AuditEvent> events) {
    transactions.writeHandle(
        handle -> {
          try (PreparedStatement insert = handle.getConnection().prepareStatement(INSERT)) {
            for (AuditEvent event : events) {
              bind(insert, event);
              insert.addBatch();
            }
            return insert.executeBatch().length;
          } catch (SQLException e) {
            // What SqlTransactions knows how to take.
            throw new TransactionException("The audit was not appended", e);
          }
        });
  }

  private static void bind(PreparedStatement insert, AuditEvent event) throws SQLException {
    Optional<Concerned> concerned = event.concerned();
    Optional<String> catalog = concerned.flatMap(Concerned::catalog);
    insert.setString(1, event.requestId().toString());
    bind(insert, 2, event.event());
    bind(insert, 3, event.principal());
    bind(insert, 4, event.session());
    bind(insert, 5, event.role());
    bind(insert, 6, event.credential());
    insert.setString(7, event.source());
    bind(insert, 8, event.userAgent());
    bind(insert, 9, concerned.map(each -> each.kind().name()));
    bind(insert, 10, catalog);
    bind(insert, 11, catalog);
    bind(insert, 12, concerned.flatMap(Concerned::database));
    bind(insert, 13, concerned.flatMap(Concerned::name));
    insert.setString(14, event.outcome().name());
    insert.setInt(15, event.status());
    bind(insert, 16, event.error().map(ErrorCode::name));
    bind(insert, 17, event.sentence());
    insert.setLong(18, event.duration().toNanos() / 1_000);
  }

  private static void bind(PreparedStatement insert, int position, Optional<String> text)
      throws SQLException {
    if (text.isPresent()) {
      insert.setString(position, text.get());
    } else {
      insert.setNull(position, Types.VARCHAR);
    }
  }

  @Override
  public List<AuditEvent> find(AuditQuery query) {
    return transactions.askHandle(handle -> select(handle, query).list());
  }

  private static ResultIterable<AuditEvent> select(Handle handle, AuditQuery query) {
    Query select =
        handle
            .createQuery(
                """
                SELECT request_id, event, principal, session_id, role, credential_id, source,
                       user_agent, kind, catalog, database_name, name, outcome, status, error,
                       sentence, duration_us
                FROM   audit_events
                WHERE  request_id >= :from AND request_id < :below
                <conditions>
                ORDER  BY request_id DESC
                LIMIT  :limit
                """)
            .define(
                "conditions",
                query.inOrder().keySet().stream()
                    .map(SqlAuditLog::condition)
                    .collect(Collectors.joining("\n")))
            .bind("from", query.from().toString())
            .bind("below", query.below().toString())
            .bind("limit", query.page().maxResults());
    query
        .inOrder()
        .forEach(
            (field, value) -> {
              switch (field) {
                case USER_AGENT, SENTENCE -> select.bind(field.name(), part(value));
                case STATUS -> select.bind(field.name(), Integer.parseInt(value));
                case DURATION -> select.bind(field.name(), Long.parseLong(value) * 1_000);
                default -> select.bind(field.name(), value);
              }
            });
    return select.map((row, context) -> toEvent(row));
  }

  private static String condition(AuditQuery.Field field) {
    return switch (field) {
      case REQUEST_ID -> "AND request_id = :REQUEST_ID";
      case EVENT -> "AND event = :EVENT";
      case PRINCIPAL -> "AND principal = :PRINCIPAL";
      case SESSION -> "AND session_id = :SESSION";
      case ROLE -> "AND role = :ROLE";
      case CREDENTIAL -> "AND credential_id = :CREDENTIAL";
      case SOURCE -> "AND source = :SOURCE";
      case USER_AGENT -> "AND LOWER(user_agent) LIKE LOWER(:USER_AGENT) ESCAPE '!'";
      case KIND -> "AND kind = :KIND";
      case CATALOG -> "AND catalog = :CATALOG";
      case DATABASE -> "AND database_name = :DATABASE";
      case NAME -> "AND name = :NAME";
      case OUTCOME -> "AND outcome = :OUTCOME";
      case STATUS -> "AND status = :STATUS";
      case ERROR -> "AND error = :ERROR";
      case SENTENCE -> "AND LOWER(sentence) LIKE LOWER(:SENTENCE) ESCAPE '!'";
      case DURATION -> "AND duration_us >= :DURATION";
    };
  }

  private static String part(String text) {
    return "%" + text.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%";
  }

  private static AuditEvent toEvent(ResultSet row) throws SQLException {
    Optional<ResourceKind> kind = text(row, "kind").map(ResourceKind::valueOf);
    Optional<String> catalog = text(row, "catalog");
    Optional<String> database = text(row, "database_name");
    Optional<String> name = text(row, "name");
    return new AuditEvent(
        UUID.fromString(row.getString("request_id")),
        text(row, "event"),
        text(row, "principal"),
        text(row, "session_id"),
        text(row, "role"),
        text(row, "credential_id"),
        row.getString("source"),
        text(row, "user_agent"),
        kind.map(each -> new Concerned(each, catalog, database, name)),
        AuditEvent.Outcome.valueOf(row.getString("outcome")),
        row.getInt("status"),
        text(row, "error").map(ErrorCode::valueOf),
        text(row, "sentence"),
        Duration.ofNanos(row.getLong("duration_us") * 1_000));
  }

  private static Optional<String> text(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getString(column));
  }

  @Override
  public int forget(Instant before, int limit) {
    return transactions.writeHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    DELETE FROM audit_events
                    WHERE  request_id IN (
                      SELECT   request_id
                      FROM     audit_events
                      WHERE    request_id < :before
                      ORDER BY request_id
                      LIMIT    :limit
                    )
                    """)
                .bind("before", RequestIds.lowestAt(before).toString())
                .bind("limit", limit)
                .execute());
  }
}
