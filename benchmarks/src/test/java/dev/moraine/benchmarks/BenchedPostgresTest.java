package dev.moraine.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class BenchedPostgresTest {
  @Test
  void syncsWhatItAcknowledgesAndIsGoneWhenClosed() throws SQLException {
    String url;
    try (BenchedPostgres postgres = BenchedPostgres.start()) {
      url = postgres.makeDatabase("lake");

      assertThat(setting(url, "fsync")).isEqualTo("on");
      assertThat(setting(url, "synchronous_commit")).isEqualTo("on");
    }

    assertThatThrownBy(() -> connect(url)).isInstanceOf(SQLException.class);
  }

  private static String setting(String url, String name) throws SQLException {
    try (Connection connection = connect(url);
        ResultSet answer = connection.createStatement().executeQuery("SHOW " + name)) {
      answer.next();
      return answer.getString(1);
    }
  }

  private static Connection connect(String url) throws SQLException {
    return DriverManager.getConnection(url, BenchedPostgres.USER, BenchedPostgres.PASSWORD);
  }
}
