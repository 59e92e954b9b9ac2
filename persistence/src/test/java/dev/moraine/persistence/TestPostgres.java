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
 * free port of this machine, stopped with the JVM.
 */
public final class TestPostgres {
  /** Lets in every user by name. */
  public static final String USER = "postgres";

  public static final String PASSWORD = "not asked for";

  private static final AtomicInteger MADE = new AtomicInteger();

  private TestPostgres() {}

  // Its locale is not C, so that a name column without COLLATE shows.
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

  /** Makes an empty database and gives its URL, which names neither user nor password. */
  public static String freshDatabase() {
    String name = "moraine_" + MADE.incrementAndGet();
    execute("CREATE DATABASE " + name);
    return urlOf(name);
  }

  public static String urlOf(String database) {
    return "jdbc:postgresql://127.0.0.1:" + Running.SERVER.getPort() + "/" + database;
  }

  /** Runs a statement as administrator, outside the databases that were made. */
  static void execute(String sql) {
    try (Connection connection = Running.SERVER.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
