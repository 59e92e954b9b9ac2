package dev.moraine.persistence;

import static dev.moraine.catalog.SnapshotBuilder.aSnapshot;
import static dev.moraine.persistence.Lake.ALICE;
import static dev.moraine.persistence.Lake.T;
import static dev.moraine.persistence.Lake.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moraine.catalog.BranchName;
import dev.moraine.catalog.DroppedTable;
import dev.moraine.catalog.Head;
import dev.moraine.catalog.PageRequest;
import dev.moraine.catalog.Partition;
import dev.moraine.catalog.TableName;
import dev.moraine.catalog.ViewName;
import dev.moraine.catalog.ViewSchema;
import dev.moraine.identity.AccessKey;
import dev.moraine.identity.SecretCipher;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.flywaydb.core.api.MigrationVersion;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@OnEachDatabase
class MetadataBackupTest {
  private static final byte[] KEY = new byte[SecretCipher.KEY_BYTES];
  private static final AtomicInteger MADE = new AtomicInteger();

  @TempDir Path folder;
  @RegisterExtension final FreshDatabase fresh;
  private final DatabaseKind kind;
  private Lake lake;

  MetadataBackupTest(DatabaseKind kind) {
    this.kind = kind;
    this.fresh = new FreshDatabase(kind);
  }

  @BeforeEach
  void openLake() {
    lake = new Lake(fresh.database());
    AccessKey key =
        new AccessKey("ak", ALICE, cipher(KEY).encrypt("ak", "secret"), Instant.ofEpochMilli(1));
    fresh.database().credentials().addFirst(key, "digest", Instant.ofEpochMilli(1));
  }

  @Test
  void whatIsBackedUpComesBackThroughEitherKindOfDatabase() throws Exception {
    lake.commit(aSnapshot(1).withUuid("ü'"), rows("1", 1));
    lake.branches.create(ALICE, lake.catalog.id(), T, new BranchName("b"), Optional.empty());
    lake.views.create(
        ALICE,
        lake.catalog.id(),
        new ViewName("db", "v"),
        new ViewSchema("[]", "SELECT 1", Map.of(), Optional.empty(), Map.of("k", "é\"\n\u2028")));
    lake.tables.create(ALICE, lake.catalog.id(), new TableName("db", "gone"), "managed");
    lake.tables.drop(ALICE, lake.catalog.id(), new TableName("db", "gone"));
    Path first = backup(fresh.database());

    Path second;
    Path third;
    try (MetadataDatabase other = empty(other(kind))) {
      restore(first, other);
      second = backup(other);
    }
    try (MetadataDatabase same = empty(kind)) {
      restore(second, same);
      third = backup(same);
    }

    assertThat(content(first)).containsKeys("tables/heads.jsonl", "tables/dropped_tables.jsonl");
    assertThat(content(first).get("tables/heads.jsonl")).hasSize(2);
    assertThat(content(second)).isEqualTo(content(first));
    assertThat(content(third)).isEqualTo(content(first));
  }

  @Test
  void aRestoredCatalogGoesOnWhereItWas() {
    lake.commit(aSnapshot(1), rows("1", 1));
    Path backup = backup(fresh.database());

    try (MetadataDatabase restored = empty(other(kind))) {
      restore(backup, restored);
      Lake there = lake.through(restored);

      assertThat(there.commit(aSnapshot(2), rows("1", 1)).isInEffect()).isTrue();
      assertThat(there.partition("dt=1").orElseThrow().recordCount()).isEqualTo(2);
      assertThat(restored.isOfThisVersion()).isTrue();
    }
  }

  // Every commit adds one record to the head, to a partition and to a file's name: a backup that
  // mixed two states would show it.
  @Test
  void aBackupBesideWritersIsOneState() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    CountDownLatch committing = new CountDownLatch(20);
    ExecutorService writer = Executors.newSingleThreadExecutor();
    Future<Long> commits =
        writer.submit(
            () -> {
              long id = 0;
              while (!done.get()) {
                id++;
                lake.commit(aSnapshot(id), rows("1", 1));
                committing.countDown();
              }
              return id;
            });
    committing.await();
    List<Path> backups = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      backups.add(backup(fresh.database()));
    }
    done.set(true);
    long last = commits.get();
    writer.shutdown();

    long before = 0;
    for (Path backup : backups) {
      try (MetadataDatabase restored = empty(kind)) {
        restore(backup, restored);
        Lake there = lake.through(restored);
        Head head = there.head().orElseThrow();
        Partition partition = there.partition("dt=1").orElseThrow();

        assertThat(head.snapshot().id()).isBetween(Math.max(20, before), last);
        assertThat(head.recordCount()).isEqualTo(head.snapshot().id());
        assertThat(partition.recordCount()).isEqualTo(head.snapshot().id());
        assertThat(there.file(head.snapshot().id())).contains(head.snapshot());
        before = head.snapshot().id();
      }
    }
    assertThat(lake.headId()).isEqualTo(last);
  }

  @Test
  void anotherMasterKeyIsRefusedAndNothingIsWritten() {
    Path file = backup(fresh.database());
    byte[] other = KEY.clone();
    other[0] = 1;

    try (MetadataDatabase target = empty(kind);
        MetadataBackup backup = MetadataBackup.open(file)) {
      assertThatThrownBy(() -> backup.restoreInto(target, opens(other), Instant.EPOCH))
          .isInstanceOf(MetadataBackup.Refused.class)
          .hasMessageContaining("master.key");
      backup.restoreInto(target, opens(KEY), Instant.EPOCH);
      assertThat(lake.through(target).headId()).isZero();
    }
  }

  @Test
  void aDatabaseWithRowsIsRefused() {
    Path file = backup(fresh.database());

    try (MetadataBackup backup = MetadataBackup.open(file)) {
      assertThatThrownBy(() -> backup.restoreInto(fresh.database(), opens(KEY), Instant.EPOCH))
          .isInstanceOf(MetadataBackup.Refused.class)
          .hasMessageContaining("not empty");
    }
    assertThat(lake.catalogs.get(ALICE, "main")).isEqualTo(lake.catalog);
  }

  @Test
  void anOlderSchemaIsBroughtUpToDate() {
    Path file;
    try (MetadataDatabase old = empty(kind)) {
      old.migrateTo(MigrationVersion.fromVersion("2"));
      old.credentials()
          .add(new AccessKey("old", ALICE, cipher(KEY).encrypt("old", "s"), Instant.EPOCH));
      file = backup(old);
    }

    try (MetadataDatabase restored = empty(kind)) {
      restore(file, restored);

      assertThat(restored.isOfThisVersion()).isTrue();
      assertThat(restored.credentials().findAccessKey("old")).isPresent();
      assertThat(
              restored
                  .transactions()
                  .read(tx -> tx.principals().standing(ALICE))
                  .isSuperAdministrator())
          .isTrue();
    }
  }

  @Test
  void aNewerSchemaAndANewerFormatAreRefused() throws Exception {
    Path file = backup(fresh.database());

    Path newerSchema = edited(file, text -> text.replaceFirst("(Version\" : \")\\d+", "$19999"));
    Path newerFormat = edited(file, text -> text.replace("\"format\" : 1", "\"format\" : 2"));

    try (MetadataDatabase target = empty(kind);
        MetadataBackup backup = MetadataBackup.open(newerSchema)) {
      assertThatThrownBy(() -> backup.restoreInto(target, opens(KEY), Instant.EPOCH))
          .isInstanceOf(MetadataBackup.Refused.class)
          .hasMessageContaining("9999");
    }
    assertThatThrownBy(() -> MetadataBackup.open(newerFormat))
        .isInstanceOf(MetadataBackup.Refused.class)
        .hasMessageContaining("the format 2");
  }

  @Test
  void aBackupThatWasCutOffIsRefused() throws Exception {
    byte[] whole = Files.readAllBytes(backup(fresh.database()));

    for (int length = 0; length < whole.length; length += 97) {
      Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> MetadataBackup.open(cut))
          .as("the first %d bytes", length)
          .isInstanceOf(MetadataBackup.Refused.class);
    }
  }

  // Some bits of a zip mean nothing, such as those of a time; then the content is what it was.
  @Test
  void noAlterationGoesUnnoticed() throws Exception {
    Path file = backup(fresh.database());
    Map<String, List<String>> content = content(file);
    byte[] whole = Files.readAllBytes(file);
    int refused = 0;

    for (int position = 0; position < whole.length; position += 7) {
      byte[] altered = whole.clone();
      altered[position] ^= 0x20;
      Path path = Files.write(folder.resolve("altered"), altered);
      try {
        MetadataBackup.open(path).close();
        assertThat(content(path)).as("byte %d", position).isEqualTo(content);
      } catch (MetadataBackup.Refused e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(whole.length / 7 / 2);
  }

  @Test
  void aLineThatWasChangedInAFileThatWasPackedAgainIsRefused() throws Exception {
    Path file = backup(fresh.database());

    Path altered = repacked(file, "tables/catalogs.jsonl", text -> text.replace("main", "mine"));

    assertThatThrownBy(() -> MetadataBackup.open(altered))
        .isInstanceOf(MetadataBackup.Refused.class)
        .hasMessageContaining("tables/catalogs.jsonl");
  }

  // One that was restored from the bin after the backup lies in it again: its files are in use.
  @Test
  void droppedTablesGetTheirWholeTimeOnceMore() {
    lake.tables.drop(ALICE, lake.catalog.id(), T);
    Path file = backup(fresh.database());
    Instant later = lake.clock.instant().plus(Duration.ofDays(9));

    try (MetadataDatabase restored = empty(kind);
        MetadataBackup backup = MetadataBackup.open(file)) {
      backup.restoreInto(restored, opens(KEY), later);

      DroppedTable dropped =
          lake.through(restored).recycleBin.list(ALICE, "main", PageRequest.first()).items().get(0);
      assertThat(dropped.expiresAt()).isEqualTo(later.plus(Duration.ofDays(1)));
    }
  }

  @Test
  void aDatabaseWithoutTablesIsNotBackedUp() {
    try (MetadataDatabase none = empty(kind)) {
      assertThatThrownBy(() -> backup(none))
          .isInstanceOf(MetadataBackup.Refused.class)
          .hasMessageContaining("no metadata");
    }
  }

  private Path backup(MetadataDatabase database) {
    Path file = folder.resolve("backup-" + MADE.incrementAndGet());
    try (OutputStream out = Files.newOutputStream(file)) {
      MetadataBackup.write(database, out, Map.of(), Instant.ofEpochMilli(7));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return file;
  }

  // At the time at which everything happened, so that the times in the bin stay.
  private void restore(Path file, MetadataDatabase target) {
    try (MetadataBackup backup = MetadataBackup.open(file)) {
      backup.restoreInto(target, opens(KEY), lake.clock.instant());
    }
  }

  private MetadataDatabase empty(DatabaseKind which) {
    return switch (which) {
      case SQLITE ->
          MetadataDatabase.openSqlite(
              folder.resolve("restored-" + MADE.incrementAndGet() + ".db"),
              MetadataDatabase.Schema.AS_IT_IS);
      case POSTGRES ->
          MetadataDatabase.openPostgres(
              TestPostgres.fresh(),
              TestPostgres.USER,
              TestPostgres.PASSWORD,
              MetadataDatabase.Schema.AS_IT_IS);
    };
  }

  private static DatabaseKind other(DatabaseKind kind) {
    return kind == DatabaseKind.SQLITE ? DatabaseKind.POSTGRES : DatabaseKind.SQLITE;
  }

  private static SecretCipher cipher(byte[] key) {
    return new SecretCipher(key, new SecureRandom());
  }

  private static Predicate<AccessKey> opens(byte[] masterKey) {
    return key -> cipher(masterKey).opens(key.id(), key.encryptedSecret());
  }

  /** The lines of each file, in an order of their own: a database promises none. */
  private static Map<String, List<String>> content(Path file) throws IOException {
    Map<String, List<String>> content = new TreeMap<>();
    texts(file)
        .forEach(
            (name, text) -> {
              if (!name.equals("manifest.json")) {
                content.put(name, text.lines().sorted().toList());
              }
            });
    return content;
  }

  private static Map<String, String> texts(Path file) throws IOException {
    Map<String, String> texts = new TreeMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (Enumeration<? extends ZipEntry> each = zip.entries(); each.hasMoreElements(); ) {
        ZipEntry entry = each.nextElement();
        texts.put(
            entry.getName(),
            new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return texts;
  }

  private Path edited(Path file, UnaryOperator<String> edit) throws IOException {
    return repacked(file, "manifest.json", edit);
  }

  private Path repacked(Path file, String name, UnaryOperator<String> edit) throws IOException {
    Path other = folder.resolve("repacked-" + MADE.incrementAndGet());
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(other))) {
      for (Map.Entry<String, String> each : texts(file).entrySet()) {
        String text = each.getKey().equals(name) ? edit.apply(each.getValue()) : each.getValue();
        assertThat(text.equals(each.getValue())).isEqualTo(!each.getKey().equals(name));
        zip.putNextEntry(new ZipEntry(each.getKey()));
        zip.write(text.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    }
    return other;
  }
}
