package dev.moraine.persistence;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * All rows of the database but the audit's, whichever tables it has: a table that a migration adds
 * is in the next backup without a word here.
 *
 * <p>So names come from the database, and statements are put together from them, in quotes.
 */
final class SqlContent {
  private static final String HISTORY = "flyway_schema_history";
  // No metadata: as large as all else many times over, and exported by itself.
  private static final String AUDIT = "audit_events";
  // Rows that the driver holds at a time; without it PostgreSQL's keeps all of them.
  private static final int FETCH = 1_000;

  private SqlContent() {}

  /** How a column's values are written, on either kind of database. */
  enum ColumnType {
    TEXT,
    NUMBER,
    BOOLEAN;

    // SQLite declares BOOLEAN, PostgreSQL's driver calls it a bit.
    static ColumnType of(int sqlType, String column) {
      return switch (sqlType) {
        case Types.VARCHAR -> TEXT;
        case Types.BIGINT, Types.INTEGER -> NUMBER;
        case Types.BOOLEAN, Types.BIT -> BOOLEAN;
        default ->
            throw new IllegalStateException(
                "No backup can hold the column " + column + " of the SQL type " + sqlType);
      };
    }
  }

  record Column(String name, ColumnType type) {}

  record Table(String name, List<Column> columns) {
    Set<String> columnNames() {
      return columns.stream().map(Column::name).collect(Collectors.toSet());
    }
  }

  /** The newest migration that was applied; empty where there never was one. */
  static Optional<String> schemaVersion(Handle handle) throws SQLException {
    if (!tableNames(handle).contains(HISTORY)) {
      return Optional.empty();
    }
    return handle
        .createQuery(
            """
            SELECT version
            FROM   flyway_schema_history
            WHERE  success
            ORDER  BY installed_rank DESC
            LIMIT  1
            """)
        .mapTo(String.class)
        .findOne();
  }

  /** Each table behind those that it refers to, but the migrations' own and the audit. */
  static List<Table> tables(Handle handle) throws SQLException {
    Map<String, Set<String>> waiting = new TreeMap<>();
    for (String name : tableNames(handle)) {
      if (!name.equals(HISTORY) && !name.equals(AUDIT)) {
        waiting.put(name, referredTo(handle, name));
      }
    }
    List<Table> ordered = new ArrayList<>();
    while (!waiting.isEmpty()) {
      String next =
          waiting.entrySet().stream()
              .filter(each -> each.getValue().stream().noneMatch(waiting::containsKey))
              .map(Map.Entry::getKey)
              .findFirst()
              .orElseThrow(() -> new IllegalStateException("Tables refer to each other in a ring"));
      waiting.remove(next);
      ordered.add(new Table(next, columns(handle, next)));
    }
    return ordered;
  }

  private static Set<String> tableNames(Handle handle) throws SQLException {
    DatabaseMetaData database = handle.getConnection().getMetaData();
    String schema = handle.getConnection().getSchema();
    // A pattern, in which an underscore stands for any character.
    String pattern =
        schema == null ? null : schema.replace("_", database.getSearchStringEscape() + "_");
    Set<String> names = new TreeSet<>();
    try (ResultSet tables = database.getTables(null, pattern, "%", new String[] {"TABLE"})) {
      while (tables.next()) {
        names.add(tables.getString("TABLE_NAME"));
      }
    }
    return names;
  }

  private static Set<String> referredTo(Handle handle, String table) throws SQLException {
    Set<String> names = new TreeSet<>();
    try (ResultSet keys =
        handle
            .getConnection()
            .getMetaData()
            .getImportedKeys(null, handle.getConnection().getSchema(), table)) {
      while (keys.next()) {
        names.add(keys.getString("PKTABLE_NAME"));
      }
    }
    names.remove(table);
    return names;
  }

  private static List<Column> columns(Handle handle, String table) throws SQLException {
    try (Statement statement = handle.getConnection().createStatement();
        ResultSet none =
            statement.executeQuery("SELECT * FROM " + quoted(table) + " WHERE 1 = 0")) {
      ResultSetMetaData shape = none.getMetaData();
      List<Column> columns = new ArrayList<>();
      for (int i = 1; i <= shape.getColumnCount(); i++) {
        String name = shape.getColumnName(i);
        columns.add(new Column(name, ColumnType.of(shape.getColumnType(i), table + "." + name)));
      }
      return columns;
    }
  }

  static boolean isEmpty(Handle handle, Table table) throws SQLException {
    try (Statement statement = handle.getConnection().createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT 1 FROM " + quoted(table.name()) + " LIMIT 1")) {
      return !rows.next();
    }
  }

  /**
   * Writes each row as a JSON object on a line of its own.
   *
   * @return how many
   */
  static long write(Handle handle, Table table, JsonGenerator json)
      throws SQLException, IOException {
    long rows = 0;
    try (Statement statement = handle.getConnection().createStatement()) {
      statement.setFetchSize(FETCH);
      try (ResultSet row =
          statement.executeQuery("SELECT " + names(table) + " FROM " + quoted(table.name()))) {
        while (row.next()) {
          json.writeStartObject();
          for (Column column : table.columns()) {
            json.writeFieldName(column.name());
            write(row, column, json);
          }
          json.writeEndObject();
          json.writeRaw('\n');
          rows++;
        }
      }
    }
    return rows;
  }

  private static void write(ResultSet row, Column column, JsonGenerator json)
      throws SQLException, IOException {
    String text = row.getString(column.name());
    if (text == null) {
      json.writeNull();
      return;
    }
    switch (column.type()) {
      case TEXT -> json.writeString(text);
      case NUMBER -> json.writeNumber(row.getLong(column.name()));
      case BOOLEAN -> json.writeBoolean(row.getBoolean(column.name()));
    }
  }

  /**
   * Inserts rows that {@link #write} wrote.
   *
   * @return how many
   */
  static long insert(Handle handle, Table table, Iterator<JsonNode> rows) throws SQLException {
    String values = table.columns().stream().map(each -> "?").collect(Collectors.joining(", "));
    long inserted = 0;
    try (PreparedStatement insert =
        handle
            .getConnection()
            .prepareStatement(
                "INSERT INTO "
                    + quoted(table.name())
                    + " ("
                    + names(table)
                    + ") VALUES ("
                    + values
                    + ")")) {
      while (rows.hasNext()) {
        bind(insert, table, rows.next());
        insert.addBatch();
        if (++inserted % FETCH == 0) {
          insert.executeBatch();
        }
      }
      insert.executeBatch();
    }
    return inserted;
  }

  private static void bind(PreparedStatement insert, Table table, JsonNode row)
      throws SQLException {
    int index = 0;
    for (Column column : table.columns()) {
      index++;
      JsonNode value = row.path(column.name());
      if (value.isNull()) {
        insert.setNull(index, Types.NULL);
        continue;
      }
      switch (column.type()) {
        case TEXT -> insert.setString(index, value.textValue());
        case NUMBER -> insert.setLong(index, value.longValue());
        case BOOLEAN -> insert.setBoolean(index, value.booleanValue());
      }
    }
  }

  private static String names(Table table) {
    return table.columns().stream()
        .map(column -> quoted(column.name()))
        .collect(Collectors.joining(", "));
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
