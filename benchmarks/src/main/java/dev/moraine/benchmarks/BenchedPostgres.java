package dev.moraine.benchmarks;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A PostgreSQL with its own defaults, in a folder of its own; both are gone at the end, also on
 * Ctrl-C. Works for root too, whom PostgreSQL refuses: it then runs in a user namespace of its own.
 */
final class BenchedPostgres implements AutoCloseable {
  /** Lets in every user by name. */
  static final String USER = "postgres";

  static final String PASSWORD = "not asked for";

  private final ScratchFolder folder;
  private final EmbeddedPostgres postgres;

  private BenchedPostgres(ScratchFolder folder, EmbeddedPostgres postgres) {
    this.folder = folder;
    this.postgres = postgres;
  }

  static BenchedPostgres start() {
    ScratchFolder folder = ScratchFolder.make();
    Path data = folder.resolve("data");
    try {
      EmbeddedPostgres postgres =
          EmbeddedPostgres.builder()
              .setOverrideWorkingDirectory(folder.resolve("program").toFile())
              .setDataDirectory(data)
              .setCleanDataDirectory(false)
              // EmbeddedPostgres, made for tests, turns both off: a crash would lose commits.
              .setServerConfig("fsync", "on")
              .setServerConfig("synchronous_commit", "on")
              .start();
      // Source: PostgreSQL's documentation, "Database File Layout".
      String pid = Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip();
      ProcessHandle.of(Long.parseLong(pid)).ifPresent(folder::alsoEnd);
      return new BenchedPostgres(folder, postgres);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Makes an empty database.
   *
   * @return its URL, which names neither user nor password
   */
  String makeDatabase(String name) {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/" + name;
  }

  @Override
  public void close() {
    try {
      postgres.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    folder.close();
  }
}
