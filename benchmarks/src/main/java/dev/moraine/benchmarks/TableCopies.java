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
  private static final String TEMPLATE = "t0";

  private final Connection metadata;

  private TableCopies(Connection metadata) {
    this.metadata = metadata;
  }

  /**
   * Makes copies of the server's only table, {@code t0}. Each has an id and a location of its own,
   * but no folder: nothing that looks at tables reads one.
   *
   * @param tables how many there are afterwards, {@code t0} to {@code t<tables - 1>}
   */
  static void fill(BenchedServer server, int tables) throws SQLException {
    try (Connection metadata = server.openMetadata()) {
      new TableCopies(metadata).fill(tables);
    }
  }

  private void fill(int tables) throws SQLException {
    metadata.setAutoCommit(false);
    String templateId = templateId();
    try (PreparedStatement copy = metadata.prepareStatement(copyStatement())) {
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
  }

  private String templateId() throws SQLException {
    try (PreparedStatement query =
        metadata.prepareStatement("SELECT table_id FROM tables WHERE name = ?")) {
      query.setString(1, TEMPLATE);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    }
  }

  // By the columns that there are, so that migrations need not think of it.
  private String copyStatement() throws SQLException {
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
