package dev.moraine.server;

import dev.moraine.identity.SecretCipher;
import dev.moraine.persistence.MetadataBackup;
import dev.moraine.persistence.MetadataDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the operator's commands do on the database and the warehouse, with or without a server. */
final class OperatorWiring {
  private static final String MASTER_KEY = "master.key";

  private OperatorWiring() {}

  /** Whether the keys to the secrets go into a backup. */
  enum Keys {
    INCLUDED,
    LEFT_OUT
  }

  /** What was written or read. */
  record Copied(int tables, long rows, List<String> keys) {}

  /**
   * Writes a backup, also while servers run.
   *
   * @throws StartupFailure when there is nothing to back up, or it cannot be written
   */
  static Copied backup(Path root, Optional<PostgresLogin> postgres, Path file, Keys keys) {
    if (Files.exists(file)) {
      throw new StartupFailure(file + " is there already; give the backup another name");
    }
    DataDirectory data = DataDirectory.beside(root);
    Map<String, byte[]> secrets = keys == Keys.INCLUDED ? data.keys() : Map.of();
    if (keys == Keys.INCLUDED && !secrets.containsKey(MASTER_KEY)) {
      throw new StartupFailure(
          "There is no " + data.masterKeyFile() + "; give the server's data directory with --data");
    }
    try (MetadataDatabase database = existing(postgres, data)) {
      MetadataBackup.Size[] size = new MetadataBackup.Size[1];
      OwnerOnlyFile.write(
          file,
          out ->
              size[0] = MetadataBackup.write(database, out, secrets, Clock.systemUTC().instant()));
      return new Copied(size[0].tables(), size[0].rows(), List.copyOf(secrets.keySet()));
    } catch (MetadataBackup.Refused e) {
      throw new StartupFailure(String.valueOf(e.getMessage()));
    } catch (IOException | UncheckedIOException e) {
      throw new StartupFailure("The backup " + file + " cannot be written: " + e.getMessage());
    }
  }

  private static MetadataDatabase existing(Optional<PostgresLogin> postgres, DataDirectory data) {
    if (postgres.isEmpty() && !Files.exists(data.metadataFile())) {
      throw new StartupFailure(
          "There is no "
              + data.metadataFile()
              + "; give the server's data directory with --data, or its PostgreSQL with --metadata");
    }
    return Wiring.open(postgres, data, MetadataDatabase.Schema.AS_IT_IS);
  }

  /**
   * Makes a new server's metadata from a backup.
   *
   * @throws StartupFailure when it cannot be read, a server runs there, the database is not empty
   *     or the key is another one; nothing was restored
   */
  static Copied restore(Path root, Optional<PostgresLogin> postgres, Path file) {
    try (MetadataBackup backup = MetadataBackup.open(file);
        DataDirectory data = DataDirectory.take(root)) {
      Map<String, byte[]> keys = backup.secrets();
      if (!keys.containsKey(MASTER_KEY) && !Files.exists(data.masterKeyFile())) {
        throw new StartupFailure(
            "The backup has no master.key in it; put the one of the server that was backed up to "
                + data.masterKeyFile());
      }
      List<Path> adopted = data.adopt(keys);
      try {
        fill(postgres, data, backup);
      } catch (RuntimeException e) {
        takeBack(adopted);
        throw e;
      }
      MetadataBackup.Size size = backup.size();
      return new Copied(size.tables(), size.rows(), adopted.stream().map(Path::toString).toList());
    } catch (MetadataBackup.Refused e) {
      throw new StartupFailure(String.valueOf(e.getMessage()));
    }
  }

  private static void fill(
      Optional<PostgresLogin> postgres, DataDirectory data, MetadataBackup backup) {
    SecureRandom random = new SecureRandom();
    SecretCipher cipher = new SecretCipher(data.masterKey(random), random);
    try (MetadataDatabase database =
        Wiring.open(postgres, data, MetadataDatabase.Schema.AS_IT_IS)) {
      backup.restoreInto(
          database,
          key -> cipher.opens(key.id(), key.encryptedSecret()),
          Clock.systemUTC().instant());
    }
  }

  private static void takeBack(List<Path> files) {
    try {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
