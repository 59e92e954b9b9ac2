package dev.moraine.warehouse;

import dev.moraine.catalog.Snapshot;
import dev.moraine.catalog.StorageLocation;
import dev.moraine.catalog.Table;
import dev.moraine.catalog.Tag;
import dev.moraine.catalog.TagFiles;
import dev.moraine.catalog.TagName;
import dev.moraine.error.InvalidRequest;
import dev.moraine.error.StorageUnavailable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.paimon.CoreOptions;
import org.apache.paimon.schema.TableSchema;
import org.apache.paimon.shade.jackson2.com.fasterxml.jackson.core.JsonProcessingException;
import org.apache.paimon.shade.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.paimon.shade.jackson2.com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.utils.JsonSerdeUtil;
import org.apache.paimon.utils.TimeUtils;

/**
 * {@link TagFiles} in Paimon's layout: {@code tag/tag-name} holds the snapshot's JSON, with two
 * fields more when the tag is kept for a limited time.
 */
final class PaimonTagFiles implements TagFiles {
  private static final String PREFIX = "tag-";
  private static final String CREATE_TIME = "tagCreateTime";
  private static final String TIME_RETAINED = "tagTimeRetained";
  // Far beyond it, clients that expire tags could not add it to the time of creation.
  private static final Duration MAX_RETENTION = Duration.ofDays(365_000);

  private final DurableFiles files;

  PaimonTagFiles(DurableFiles files) {
    this.files = files;
  }

  @Override
  public Optional<Tag> find(StorageLocation table, TagName name) {
    Path file = file(table, name);
    return files.read(file).map(json -> parse(name, file, json));
  }

  private static Tag parse(TagName name, Path file, String json) {
    org.apache.paimon.tag.Tag times;
    Snapshot snapshot;
    try {
      times = org.apache.paimon.tag.Tag.fromJson(json);
      snapshot = SnapshotJson.parseStored(file, withoutTimes(json));
    } catch (JsonProcessingException | RuntimeException e) {
      throw e instanceof StorageUnavailable damaged ? damaged : SnapshotJson.damaged(file, e);
    }
    return new Tag(
        name,
        snapshot,
        Optional.ofNullable(times.getTagCreateTime()).map(PaimonTagFiles::toInstant),
        Optional.ofNullable(times.getTagTimeRetained()));
  }

  private static String withoutTimes(String json) throws JsonProcessingException {
    JsonNode node = SnapshotJson.MAPPER.readTree(json);
    if (node instanceof ObjectNode tag && (tag.has(CREATE_TIME) || tag.has(TIME_RETAINED))) {
      return SnapshotJson.MAPPER.writeValueAsString(
          tag.remove(List.of(CREATE_TIME, TIME_RETAINED)));
    }
    return json;
  }

  // Paimon writes the local time of whoever tags. Source: paimon-core TagManager.
  private static Instant toInstant(LocalDateTime time) {
    return time.atZone(ZoneId.systemDefault()).toInstant();
  }

  @Override
  public List<TagName> list(StorageLocation table) {
    return files.list(folder(table)).stream()
        .filter(file -> file.startsWith(PREFIX))
        .flatMap(file -> TagName.of(file.substring(PREFIX.length())).stream())
        .sorted(Comparator.comparing(TagName::value))
        .toList();
  }

  @Override
  public boolean putIfAbsent(StorageLocation table, Tag tag) {
    return files.putIfAbsent(file(table, tag.name()), toJson(tag));
  }

  // The snapshot's text stays to the letter, so that fields of newer clients survive.
  private static String toJson(Tag tag) {
    String snapshot = tag.snapshot().json();
    StringBuilder json = new StringBuilder(snapshot.substring(0, snapshot.lastIndexOf('}')));
    tag.createdAt()
        .map(each -> LocalDateTime.ofInstant(each, ZoneId.systemDefault()))
        .ifPresent(each -> append(json, CREATE_TIME, each));
    tag.timeRetained().ifPresent(each -> append(json, TIME_RETAINED, each));
    return json.append('}').toString();
  }

  private static void append(StringBuilder json, String field, Object value) {
    json.append(",\"").append(field).append("\":").append(JsonSerdeUtil.toFlatJson(value));
  }

  /**
   * As clients delete tags, but without the callbacks that a table's options may name: classes of
   * users do not run in the server.
   */
  @Override
  public boolean delete(Table table, TagName name) {
    Path file = file(table.branchFolder(), name);
    if (!files.exists(file)) {
      return false;
    }
    FileStoreTable store = PaimonTables.open(table);
    try {
      if (mayShareFiles(table, store)) {
        return files.delete(file);
      }
      store
          .tagManager()
          .deleteTag(
              name.value(), store.store().newTagDeletion(), store.snapshotManager(), List.of());
    } catch (StorageUnavailable e) {
      throw e;
    } catch (RuntimeException e) {
      throw notDeleted(file, e);
    }
    // Paimon says nothing when a file does not go.
    if (files.exists(file)) {
      throw notDeleted(file, new IOException("It is still there"));
    }
    return true;
  }

  // Paimon looks at the neighbours of the table's own line only: a branch that was made from the
  // tag reads its files too, and without any snapshot there is no neighbour to compare with. What
  // is left over is for the removal of orphan files.
  private boolean mayShareFiles(Table table, FileStoreTable store) {
    return !files.list(DurableFiles.local(table.location()).resolve("branch")).isEmpty()
        || store.snapshotManager().earliestSnapshotId() == null;
  }

  private static StorageUnavailable notDeleted(Path file, Exception e) {
    return new StorageUnavailable("The server could not delete " + file, e);
  }

  @Override
  public Optional<Duration> retention(Table table, Optional<String> asked) {
    if (asked.isEmpty()) {
      return Optional.ofNullable(
          CoreOptions.fromMap(TableSchema.fromJson(table.schema().record()).options())
              .tagDefaultTimeRetained());
    }
    Duration retention = parseDuration(asked.get());
    if (retention.isNegative() || retention.isZero() || retention.compareTo(MAX_RETENTION) > 0) {
      throw new InvalidRequest(
          "A tag is kept for some time up to "
              + MAX_RETENTION.toDays()
              + " days, not for '"
              + asked.get()
              + "'; without timeRetained it is kept for good");
    }
    return Optional.of(retention);
  }

  private static Duration parseDuration(String text) {
    try {
      return text.strip().toUpperCase(Locale.ROOT).startsWith("P")
          ? Duration.parse(text.strip())
          : TimeUtils.parseDuration(text);
    } catch (RuntimeException e) {
      throw new InvalidRequest(
          "timeRetained is a duration such as P7D, 7 d or 12 h, not '" + text + "'");
    }
  }

  private static Path file(StorageLocation table, TagName name) {
    return DurableFiles.child(folder(table), PREFIX + name.value());
  }

  private static Path folder(StorageLocation table) {
    return DurableFiles.local(table).resolve("tag");
  }
}
