package dev.moraine.server;

import dev.moraine.catalog.Access;
import dev.moraine.catalog.DroppedFolders;
import dev.moraine.catalog.Forwards;
import dev.moraine.catalog.SnapshotFiles;
import dev.moraine.catalog.StorageLocation;
import dev.moraine.catalog.TableFiles;
import dev.moraine.catalog.TableLocks;
import dev.moraine.catalog.TableService;
import dev.moraine.catalog.Transactions;
import dev.moraine.catalog.doctor.DoctorService;
import dev.moraine.catalog.doctor.RepairService;
import dev.moraine.catalog.doctor.StoredTables;
import dev.moraine.error.MoraineException;
import dev.moraine.identity.Administrator;
import dev.moraine.identity.SecretCipher;
import dev.moraine.persistence.MetadataBackup;
import dev.moraine.persistence.MetadataDatabase;
import dev.moraine.warehouse.PaimonWarehouse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongConsumer;

/** What the operator's commands do on the database and the warehouse, with or without a server. */
final class OperatorWiring {
  private static final String MASTER_KEY = "master.key";
  // A commit is between its file and its row for milliseconds.
  private static final Duration PAUSE = Duration.ofSeconds(1);

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

  /**
   * What is done about the differences.
   *
   * @param repairFrom the side that is right; empty to repair nothing
   * @param registerInto the database for tables that no row names; empty to register none
   */
  record Treatment(Optional<RepairService.Side> repairFrom, Optional<String> registerInto) {
    boolean changesAnything() {
      return repairFrom.isPresent() || registerInto.isPresent();
    }
  }

  /** What was done, a sentence each, and what differs now. */
  record Diagnosis(List<String> done, DoctorService.Findings findings) {}

  /**
   * Compares the database with the warehouse, also while servers run, and repairs what was asked
   * for.
   *
   * <p>A table's lock is among all servers on PostgreSQL only: on SQLite nothing is changed while a
   * server runs.
   *
   * @param warehouse empty for the data directory's
   * @throws StartupFailure when the database cannot be used, or something is to be changed that a
   *     running server may be changing too
   */
  static Diagnosis doctor(
      Path root,
      Optional<PostgresLogin> postgres,
      Optional<StorageLocation> warehouse,
      Optional<String> catalog,
      StoredTables.Depth depth,
      Treatment treatment,
      LongConsumer progress) {
    boolean alone = postgres.isEmpty() && treatment.changesAnything();
    DataDirectory beside = DataDirectory.beside(root);
    try (MetadataDatabase database = existing(postgres, beside);
        DataDirectory data = alone ? DataDirectory.take(root) : beside) {
      if (!database.isOfThisVersion()) {
        throw new StartupFailure(
            "The metadata database is of another version of Moraine; ask that version's doctor, or"
                + " start this version's server on it first");
      }
      return doctor(
          database,
          new DoctorService.Scope(catalog, warehouse.orElseGet(data::warehouse), depth),
          treatment,
          progress);
    } catch (MoraineException e) {
      throw new StartupFailure(e.sentence());
    }
  }

  private static Diagnosis doctor(
      MetadataDatabase database,
      DoctorService.Scope scope,
      Treatment treatment,
      LongConsumer progress) {
    Transactions transactions = database.transactions();
    PaimonWarehouse warehouse = new PaimonWarehouse();
    SnapshotFiles snapshots = warehouse.snapshotFiles();
    TableFiles files = warehouse.tableFiles();
    StoredTables stored = warehouse.storedTables();
    DoctorService doctor =
        new DoctorService(transactions, snapshots, stored, OperatorWiring::pause);
    DoctorService.Findings findings = doctor.check(scope, progress);
    if (!treatment.changesAnything()) {
      return new Diagnosis(List.of(), findings);
    }
    Clock clock = Clock.systemUTC();
    TableLocks locks = new TableLocks(transactions);
    Forwards forwards =
        new Forwards(transactions, warehouse.branchFiles(), files, snapshots, clock);
    TableService tables =
        new TableService(
            transactions,
            new Access(clock),
            files,
            snapshots,
            new DroppedFolders(transactions, files),
            forwards,
            locks,
            warehouse.ruleLanguage(),
            clock,
            UUID::randomUUID);
    RepairService repair =
        new RepairService(transactions, snapshots, files, stored, forwards, locks, tables, clock);
    List<String> done = new ArrayList<>();
    treatment
        .repairFrom()
        .ifPresent(
            side -> done.addAll(repair.repair(Administrator.ROOT, findings.differences(), side)));
    treatment
        .registerInto()
        .ifPresent(
            into -> done.addAll(repair.register(Administrator.ROOT, findings.differences(), into)));
    return new Diagnosis(done, doctor.check(scope, progress));
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
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
