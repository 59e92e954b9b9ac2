package dev.moraine.server;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a server keeps what it knows: the options that all commands of this module share. */
final class MetadataOptions {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where all state lives (default: ${DEFAULT-VALUE}).",
      defaultValue = "data")
  private Path data = Path.of("data");

  @Option(
      names = "--metadata",
      paramLabel = "URL",
      description =
          "A PostgreSQL for the metadata, jdbc:postgresql://host:port/database; its user is in"
              + " MORAINE_METADATA_USER, the password in MORAINE_METADATA_PASSWORD (default: SQLite"
              + " in the data directory).")
  private @Nullable String metadata;

  @Option(
      names = "--metadata-password-file",
      paramLabel = "FILE",
      description = "Where that password is, instead of MORAINE_METADATA_PASSWORD.")
  private @Nullable Path metadataPasswordFile;

  Path data() {
    return data;
  }

  /**
   * Empty for SQLite in the data directory.
   *
   * @throws StartupFailure when the URL cannot be used, or user or password are missing
   */
  Optional<PostgresLogin> postgres() {
    return Optional.ofNullable(metadata)
        .map(url -> PostgresLogin.of(url, metadataPasswordFile, System.getenv()));
  }
}
