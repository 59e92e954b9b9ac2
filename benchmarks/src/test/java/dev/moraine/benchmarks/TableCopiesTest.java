package dev.moraine.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableCopiesTest {
  @TempDir private Path folder;

  @Test
  void copiesDifferInIdNameAndLocationOnly() throws SQLException {
    try (Connection metadata =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("metadata.db"));
        Statement statement = metadata.createStatement()) {
      statement.execute(
          """
          CREATE TABLE tables (
            kind TEXT NOT NULL, table_id TEXT PRIMARY KEY, name TEXT UNIQUE, location TEXT NOT NULL)
          """);
      statement.execute("INSERT INTO tables VALUES ('PAIMON', 'first', 't0', 'file:/lake/first')");

      TableCopies.fill(metadata, 3);

      List<String> names = new ArrayList<>();
      Set<String> ids = new HashSet<>();
      try (ResultSet rows = statement.executeQuery("SELECT * FROM tables ORDER BY name")) {
        while (rows.next()) {
          names.add(rows.getString("name"));
          ids.add(rows.getString("table_id"));
          assertThat(rows.getString("kind")).isEqualTo("PAIMON");
          assertThat(rows.getString("location"))
              .isEqualTo("file:/lake/" + rows.getString("table_id"));
        }
      }
      assertThat(names).containsExactly("t0", "t1", "t2");
      assertThat(ids).hasSize(3);
    }
  }
}
