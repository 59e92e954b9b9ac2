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

/** A new database, opened, for each test. */
final class FreshDatabase implements BeforeEachCallback, AfterEachCallback {
  private final DatabaseKind kind;
  private @Nullable Path folder;
  private @Nullable String url;
  private @Nullable MetadataDatabase database;

  FreshDatabase(DatabaseKind kind) {
    this.kind = kind;
  }

  MetadataDatabase database() {
    return Objects.requireNonNull(database);
  }

  /** Opens the same database once more. */
  MetadataDatabase open() {
    return switch (kind) {
      case SQLITE ->
          MetadataDatabase.openSqlite(Objects.requireNonNull(folder).resolve("metadata.db"));
      case POSTGRES ->
          MetadataDatabase.openPostgres(
              Objects.requireNonNull(url), TestPostgres.USER, TestPostgres.PASSWORD);
    };
  }

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    if (kind == DatabaseKind.SQLITE) {
      folder = Files.createTempDirectory("moraine-sqlite");
    } else {
      url = TestPostgres.fresh();
    }
    database = open();
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    database().close();
    if (folder == null) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
