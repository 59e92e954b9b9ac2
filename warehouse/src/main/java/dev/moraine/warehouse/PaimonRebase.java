package dev.moraine.warehouse;

import dev.moraine.catalog.Snapshot;
import dev.moraine.catalog.Table;
import dev.moraine.catalog.commit.Rebase;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.paimon.CoreOptions;
import org.apache.paimon.iceberg.IcebergOptions;
import org.apache.paimon.schema.TableSchema;
import org.apache.paimon.shade.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.paimon.shade.jackson2.com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.paimon.shade.org.apache.avro.AvroRuntimeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rebases appends and compactions.
 *
 * <p>What such a commit changes is in its delta manifests, and does not depend on its base; of the
 * base it takes over the list of all other manifests and a few fields. So on another base it needs
 * another list, which is the newest snapshot's base list and delta list together, and those fields.
 * Manifests that the committer merged on its way stay unmerged. So where there are as many as
 * committers merge, nothing is rebased: in its turn, one of them merges.
 *
 * <p>Whether Paimon would find a conflict is told from the files that came and went since. Source:
 * paimon-core FileStoreCommitImpl and ConflictDetection.
 */
final class PaimonRebase implements Rebase {
  private static final Logger log = LoggerFactory.getLogger(PaimonRebase.class);

  /** More files are not looked at while others wait. */
  private static final int MOST_FILES = 10_000;

  private static final int KEPT_LISTS = 128;

  private static final int KEPT_CHANGES = 512;

  private static final String INDEX = "indexManifest";

  private static final String MANIFESTS = "manifest";

  private static final String LIST_PREFIX = "manifest-list-";

  /**
   * The property of a commit that its committer has made because of what exactly is before it, such
   * as an update by key, which no other write to that key may come before.
   */
  private static final String BASE_CHECKED = "commit.base-checked";

  private static final Set<String> KINDS = Set.of("APPEND", "COMPACT");

  /**
   * Options with which a commit depends on its base in yet another way: files are numbered by the
   * snapshot, checked by the committer against what it saw, or something else is told the
   * snapshot's id.
   */
  private static final Set<String> BOUND_TO_BASE =
      Set.of(
          CoreOptions.ROW_TRACKING_ENABLED.key(),
          CoreOptions.DATA_EVOLUTION_ENABLED.key(),
          CoreOptions.COMMIT_STRICT_MODE_LAST_SAFE_SNAPSHOT.key(),
          CoreOptions.COMMIT_CALLBACKS.key(),
          CoreOptions.CHAIN_TABLE_ENABLED.key(),
          IcebergOptions.METADATA_ICEBERG_STORAGE.key(),
          "commit.discard-duplicate-files",
          "sequence.snapshot-ordering",
          "write.sequence-number-init-mode");

  /** Not taken over from the base, or handled here. A newer client's further fields are neither. */
  private static final Set<String> UNDERSTOOD =
      Set.of(
          "version",
          "uuid",
          "id",
          "schemaId",
          "baseManifestList",
          "baseManifestListSize",
          "deltaManifestList",
          "deltaManifestListSize",
          "changelogManifestList",
          "changelogManifestListSize",
          "indexManifest",
          "commitUser",
          "commitIdentifier",
          "commitKind",
          "timeMillis",
          "logOffsets",
          "totalRecordCount",
          "deltaRecordCount",
          "changelogRecordCount",
          "watermark",
          "statistics",
          "properties",
          "nextRowId",
          "operation");

  private final DurableFiles files;
  // By path; such files are never written twice.
  private final Map<Path, ManifestList> lists = Collections.synchronizedMap(new Kept<>(KEPT_LISTS));
  private final Map<Path, Changes> changes = Collections.synchronizedMap(new Kept<>(KEPT_CHANGES));
  // By the schema's record.
  private final Map<String, Map<String, String>> options =
      Collections.synchronizedMap(new Kept<>(KEPT_CHANGES));

  PaimonRebase(DurableFiles files) {
    this.files = files;
  }

  /** The most recently used. */
  private static final class Kept<K, T> extends LinkedHashMap<K, T> {
    private static final long serialVersionUID = 1L;

    private final int most;

    private Kept(int most) {
      super(16, 0.75f, true);
      this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, T> eldest) {
      return size() > most;
    }
  }

  /** Where compactions have put files; two of them there may overlap in keys. */
  private record Bucket(ByteBuffer partition, int number) {}

  /** What one commit does to the table's files. */
  private record Changes(Set<String> added, Set<String> deleted, Set<Bucket> compacted) {
    private static Changes of(List<ManifestList.Entry> entries) {
      Set<String> added = new HashSet<>();
      Set<String> deleted = new HashSet<>();
      Set<Bucket> compacted = new HashSet<>();
      for (ManifestList.Entry entry : entries) {
        (entry.isAdded() ? added : deleted).add(entry.file());
        if (entry.isAdded() && entry.level() > 0) {
          compacted.add(new Bucket(entry.partition(), entry.bucket()));
        }
      }
      return new Changes(added, deleted, compacted);
    }

    private boolean mayMeet(Changes other) {
      return !Collections.disjoint(added, other.added)
          || !Collections.disjoint(deleted, other.deleted)
          || !Collections.disjoint(compacted, other.compacted);
    }
  }

  /** All that a decision is made from; the trees are of the snapshots' JSON. */
  private record Race(
      Table table,
      Optional<Snapshot> base,
      List<Snapshot> since,
      Snapshot lost,
      ObjectNode baseFields,
      ObjectNode headFields,
      ObjectNode lostFields) {
    private static Race of(
        Table table, Optional<Snapshot> base, List<Snapshot> since, Snapshot lost) {
      return new Race(
          table,
          base,
          since,
          lost,
          SnapshotJson.tree(base.map(Snapshot::json).orElse("{}")),
          SnapshotJson.tree(since.get(since.size() - 1).json()),
          SnapshotJson.tree(lost.json()));
    }

    private Snapshot head() {
      return since.get(since.size() - 1);
    }

    private boolean changesIndex() {
      return !same(INDEX, baseFields, lostFields);
    }

    private boolean indexChangedSince() {
      return !same(INDEX, baseFields, headFields);
    }
  }

  @Override
  public Optional<Snapshot> onto(
      Table table, Optional<Snapshot> base, List<Snapshot> since, Snapshot lost) {
    if (!mayMove(table, since, lost)) {
      return Optional.empty();
    }
    Race race = Race.of(table, base, since, lost);
    try {
      return needsItsBase(race) || mayConflict(race) ? Optional.empty() : rewrite(race);
    } catch (IOException | AvroRuntimeException e) {
      // Not in Avro, or not there: then the client has to come to terms with it.
      log.atDebug().addKeyValue("table", table.name()).setCause(e).log("Commit not rebased");
      return Optional.empty();
    }
  }

  private Map<String, String> optionsOf(Table table) {
    return options.computeIfAbsent(
        table.schema().record(), record -> TableSchema.fromJson(record).options());
  }

  /**
   * From how many manifests on a committer merges them. It would do that in vain where it is
   * rebased, and so would all that come after it.
   */
  private int mergeMinCount(Table table) {
    return CoreOptions.fromMap(optionsOf(table)).manifestMergeMinCount();
  }

  private boolean mayMove(Table table, List<Snapshot> since, Snapshot lost) {
    Map<String, String> set = optionsOf(table);
    return Stream.concat(since.stream(), Stream.of(lost))
            .allMatch(each -> KINDS.contains(each.commitKind()))
        && Collections.disjoint(set.keySet(), BOUND_TO_BASE)
        // Such a table's writers agree on a partition's buckets by looking at the base.
        && !"-2".equals(set.get(CoreOptions.BUCKET.key()));
  }

  private static boolean needsItsBase(Race race) {
    ObjectNode lost = race.lostFields();
    boolean onNothing = race.base().isEmpty();
    return !UNDERSTOOD.containsAll(names(lost))
        || lost.path("properties").has(BASE_CHECKED)
        || !same("schemaId", race.headFields(), lost)
        || !(onNothing || same("schemaId", race.baseFields(), lost))
        || !same("statistics", race.baseFields(), lost)
        || !same("logOffsets", race.baseFields(), lost)
        || lost.path("nextRowId").asLong() != race.baseFields().path("nextRowId").asLong()
        || (race.changesIndex() && race.indexChangedSince());
  }

  private static List<String> names(ObjectNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static boolean same(String field, ObjectNode one, ObjectNode other) {
    return present(one, field).equals(present(other, field));
  }

  private static Optional<JsonNode> present(ObjectNode node, String field) {
    return Optional.ofNullable(node.get(field)).filter(value -> !value.isNull());
  }

  private boolean mayConflict(Race race) throws IOException {
    Changes ours = changes(race.table(), race.lost());
    for (Snapshot each : race.since()) {
      Changes theirs = changes(race.table(), each);
      // An index file of ours may be about a file that they deleted.
      if (ours.mayMeet(theirs) || (race.changesIndex() && !theirs.deleted().isEmpty())) {
        return true;
      }
    }
    // One of theirs may be about a file that we delete: rows deleted by a vector would come back.
    return !ours.deleted().isEmpty() && (race.indexChangedSince() || !isBuiltOnBase(race));
  }

  /** Whether the base is its base for certain, and so has the files that it deletes. */
  private boolean isBuiltOnBase(Race race) throws IOException {
    if (race.base().isEmpty()) {
      return false;
    }
    ManifestList named = list(race.table(), race.lost().baseManifestList());
    ManifestList there = manifests(race.table(), race.base().get());
    return Set.copyOf(named.names()).equals(Set.copyOf(there.names()));
  }

  private Optional<Snapshot> rewrite(Race race) throws IOException {
    ManifestList manifests = manifests(race.table(), race.head());
    if (manifests.names().size() >= mergeMinCount(race.table())) {
      return Optional.empty();
    }
    byte[] bytes = manifests.content().toFile();
    Path folder = DurableFiles.local(race.table().location()).resolve(MANIFESTS);
    // Not synced, as the manifests that it names are not: clients sync none of their files.
    Path file = files.createUnsynced(folder, LIST_PREFIX, bytes);
    lists.put(file, manifests);
    ObjectNode fields = race.lostFields();
    fields
        .put("id", race.head().id() + 1)
        .put("baseManifestList", String.valueOf(file.getFileName()))
        .put("timeMillis", Math.max(race.head().timeMillis(), race.lost().timeMillis()))
        .put("totalRecordCount", race.head().totalRecordCount() + race.lost().deltaRecordCount());
    if (fields.has("baseManifestListSize")) {
      fields.put("baseManifestListSize", bytes.length);
    }
    long watermark = race.headFields().path("watermark").asLong(Long.MIN_VALUE);
    if (watermark > fields.path("watermark").asLong(Long.MIN_VALUE)) {
      fields.put("watermark", watermark);
    }
    if (!race.changesIndex()) {
      inherit(INDEX, race);
    }
    inherit("statistics", race);
    inherit("nextRowId", race);
    return Optional.of(SnapshotJson.parse(fields.toString()));
  }

  private static void inherit(String field, Race race) {
    present(race.headFields(), field)
        .ifPresentOrElse(
            value -> race.lostFields().set(field, value), () -> race.lostFields().remove(field));
  }

  @Override
  public void dropLeftBehind(Table table, Snapshot lost) {
    try {
      if (lost.baseManifestList().startsWith(LIST_PREFIX)) {
        Files.deleteIfExists(file(table, lost.baseManifestList()));
      }
    } catch (IOException e) {
      // An orphan like those that clients leave; Paimon's remove_orphan_files finds it.
      log.atDebug().addKeyValue("table", table.name()).setCause(e).log("Manifest list not deleted");
    }
  }

  private Changes changes(Table table, Snapshot snapshot) throws IOException {
    Path file = file(table, snapshot.deltaManifestList());
    Changes known = changes.get(file);
    if (known != null) {
      return known;
    }
    ManifestList delta = list(table, snapshot.deltaManifestList());
    if (delta.entryCount() > MOST_FILES) {
      throw new IOException(file + " names more than " + MOST_FILES + " files");
    }
    List<ManifestList.Entry> entries = new ArrayList<>();
    for (String manifest : delta.names()) {
      entries.addAll(ManifestList.readEntries(file(table, manifest)));
    }
    Changes read = Changes.of(entries);
    changes.put(file, read);
    return read;
  }

  /** All manifests of a snapshot's data. */
  private ManifestList manifests(Table table, Snapshot snapshot) throws IOException {
    return list(table, snapshot.baseManifestList()).plus(list(table, snapshot.deltaManifestList()));
  }

  private ManifestList list(Table table, String name) throws IOException {
    Path file = file(table, name);
    ManifestList known = lists.get(file);
    if (known != null) {
      return known;
    }
    ManifestList read = ManifestList.read(file);
    lists.put(file, read);
    return read;
  }

  // The names come from clients.
  private static Path file(Table table, String name) throws IOException {
    if (name.contains("/")) {
      throw new IOException("'" + name + "' is no name of a manifest");
    }
    return DurableFiles.child(DurableFiles.local(table.location()).resolve(MANIFESTS), name);
  }
}
