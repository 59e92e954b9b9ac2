package dev.moraine.persistence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A new SQLite file, opened, for each test. */
final class FreshSqlite implements BeforeEachCallback, AfterEachCallback {
  private @Nullable Path folder;
  private @Nullable MetadataDatabase database;

  MetadataDatabase database() {
    return Objects.requireNonNull(database);
  }

  Path file() {
    return Objects.requireNonNull(folder).resolve("metadata.db");
  }

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    folder = Files.createTempDirectory("moraine-sqlite");
    database = MetadataDatabase.openSqlite(file());
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    database().close();
    try (Stream<Path> files = Files.walk(Objects.requireNonNull(folder))) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
