package dev.moraine.persistence;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A PostgreSQL of its own for the tests of one JVM: unpacked from a jar, started at first use on a
 * free port of this machine, stopped with the JVM. Works for root too, whom PostgreSQL refuses: it
 * then runs in a user namespace of its own.
 */
public final class TestPostgres {
  /** Lets in every user by name. */
  public static final String USER = "postgres";

  public static final String PASSWORD = "not asked for";

  private static final AtomicInteger MADE = new AtomicInteger();

  private TestPostgres() {}

  private static final class Running {
    static final EmbeddedPostgres SERVER = start();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder().start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /**
   * Makes an empty schema, which costs less than a database and is as good, and gives the URL that
   * leads to it; it names neither user nor password.
   */
  public static String fresh() {
    String name = "moraine_" + MADE.incrementAndGet();
    execute("CREATE SCHEMA " + name);
    return urlOf("postgres") + "?currentSchema=" + name;
  }

  static String urlOf(String database) {
    return "jdbc:postgresql://127.0.0.1:" + Running.SERVER.getPort() + "/" + database;
  }

  /** Runs a statement as administrator. */
  static void execute(String sql) {
    try (Connection connection = Running.SERVER.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
