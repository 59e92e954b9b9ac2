package dev.moraine.benchmarks;

import static java.util.stream.Collectors.joining;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Fills a server with tables faster than its clients could: by copies of one table's row. */
final class TableCopies {
  private TableCopies() {}

  /**
   * Makes copies of the only table, {@code t0}. Each has an id and a location of its own, but no
   * folder: nothing that looks at tables reads one.
   *
   * @param metadata what a server keeps, which may be at work meanwhile
   * @param tables how many there are afterwards, {@code t0} to {@code t<tables - 1>}
   */
  static void fill(Connection metadata, int tables) throws SQLException {
    // Read before the transaction: SQLite refuses one that read before another wrote.
    String templateId = templateId(metadata);
    String statement = copyStatement(metadata);
    metadata.setAutoCommit(false);
    try (PreparedStatement copy = metadata.prepareStatement(statement)) {
      for (int i = 1; i < tables; i++) {
        String id = UUID.randomUUID().toString();
        copy.setString(1, id);
        copy.setString(2, "t" + i);
        copy.setString(3, id);
        copy.setString(4, templateId);
        copy.addBatch();
      }
      copy.executeBatch();
    }
    metadata.commit();
    analyze(metadata);
  }

  /** To be called after much was added: PostgreSQL does so itself, but not within seconds. */
  static void analyze(Connection metadata) throws SQLException {
    if (!metadata.getMetaData().getDatabaseProductName().equals("PostgreSQL")) {
      return;
    }
    try (Statement statement = metadata.createStatement()) {
      statement.execute("ANALYZE");
    }
    metadata.commit();
  }

  private static String templateId(Connection metadata) throws SQLException {
    try (Statement query = metadata.createStatement();
        ResultSet row = query.executeQuery("SELECT table_id FROM tables WHERE name = 't0'")) {
      row.next();
      return row.getString(1);
    }
  }

  // By the columns that there are, so that migrations need not think of it.
  private static String copyStatement(Connection metadata) throws SQLException {
    List<String> columns = new ArrayList<>(List.of("table_id", "name", "location"));
    try (Statement query = metadata.createStatement();
        ResultSet none = query.executeQuery("SELECT * FROM tables WHERE 1 = 0")) {
      ResultSetMetaData found = none.getMetaData();
      for (int i = 1; i <= found.getColumnCount(); i++) {
        if (!columns.contains(found.getColumnName(i))) {
          columns.add(found.getColumnName(i));
        }
      }
    }
    return """
        INSERT INTO tables (%s)
        SELECT ?, ?, REPLACE(location, table_id, ?), %s
        FROM   tables
        WHERE  table_id = ?
        """
        .formatted(String.join(", ", columns), columns.stream().skip(3).collect(joining(", ")));
  }
}
