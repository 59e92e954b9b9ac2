package dev.moraine.spark.procedure;

import static dev.moraine.spark.procedure.Parameter.TABLE;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.paimon.CoreOptions;
import org.apache.paimon.Snapshot;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.tag.TagTimeExpire;
import org.apache.paimon.utils.TimeUtils;
import org.apache.spark.sql.types.DataTypes;

/**
 * Names for snapshots.
 *
 * <p>Paimon's protocol has no call to rename or replace a tag: these, and the expiry, go by the
 * table's files under every catalog.
 */
final class TagProcedures {
  private static final Parameter<String> TAG = Parameter.text("tag");
  private static final Parameter<String> TARGET_TAG = Parameter.text("target_tag");
  private static final Parameter<Long> SNAPSHOT = Parameter.number("snapshot").optional();
  private static final Parameter<Long> TIMESTAMP = Parameter.number("timestamp");
  private static final Parameter<String> TIME_RETAINED = Parameter.text("time_retained").optional();
  private static final Parameter<String> OLDER_THAN = Parameter.text("older_than").optional();

  private TagProcedures() {}

  static List<SysProcedure> all() {
    return List.of(
        SysProcedure.named("create_tag", "Keeps a snapshot, or the newest one, under a name")
            .taking(TABLE, TAG, SNAPSHOT, TIME_RETAINED)
            .doing(call -> create(call, call.find(SNAPSHOT))),
        SysProcedure.named(
                "create_tag_from_timestamp", "Keeps the first snapshot from a moment on, by name")
            .taking(TABLE, TAG, TIMESTAMP, TIME_RETAINED)
            .answering("tagName", DataTypes.StringType)
            .answering("snapshot", DataTypes.LongType)
            .answering("commit_time", DataTypes.LongType)
            .answering("watermark", DataTypes.StringType)
            .by(TagProcedures::createFromTimestamp),
        SysProcedure.named("delete_tag", "Deletes tags, separated by commas")
            .taking(TABLE, TAG)
            .doing(TagProcedures::delete),
        SysProcedure.named("rename_tag", "Gives a tag another name")
            .taking(TABLE, TAG, TARGET_TAG)
            .doing(call -> call.table().renameTag(call.get(TAG), call.get(TARGET_TAG))),
        SysProcedure.named("replace_tag", "Moves a tag to a snapshot, or to the newest one")
            .taking(TABLE, TAG, SNAPSHOT, TIME_RETAINED)
            .doing(
                call ->
                    call.table()
                        .replaceTag(
                            call.get(TAG),
                            call.find(SNAPSHOT).orElse(null),
                            timeRetained(call).orElse(null))),
        SysProcedure.named("expire_tags", "Deletes the tags whose time is over")
            .taking(TABLE, OLDER_THAN)
            .answering("expired_tags", DataTypes.StringType)
            .by(TagProcedures::expire),
        SysProcedure.named(
                "trigger_tag_automatic_creation",
                "Makes the tags that are due by the table's options")
            .taking(TABLE)
            .doing(call -> call.table().newTagAutoManager().run()));
  }

  private static Optional<Duration> timeRetained(ProcedureCall call) {
    return call.find(TIME_RETAINED).map(TimeUtils::parseDuration);
  }

  private static void create(ProcedureCall call, Optional<Long> snapshot) throws Exception {
    FileStoreTable table = call.table();
    String tag = call.get(TAG);
    Optional<Duration> retained = timeRetained(call);
    if (call.catalog().supportsVersionManagement()) {
      call.catalog()
          .createTag(
              call.identifier(),
              tag,
              snapshot.orElse(null),
              call.find(TIME_RETAINED).orElse(null),
              false);
    } else if (snapshot.isPresent()) {
      table.createTag(tag, snapshot.get(), retained.orElse(null));
    } else {
      table.createTag(tag, retained.orElse(null));
    }
  }

  private static List<Object[]> createFromTimestamp(ProcedureCall call) throws Exception {
    FileStoreTable table = call.table();
    long timestamp = call.get(TIMESTAMP);
    // A snapshot that expired may be kept by a tag still.
    Snapshot first =
        Stream.concat(
                Stream.ofNullable(table.snapshotManager().laterOrEqualTimeMills(timestamp)),
                table.tagManager().tags().keySet().stream())
            .filter(snapshot -> snapshot.timeMillis() >= timestamp)
            .min(java.util.Comparator.comparingLong(Snapshot::timeMillis))
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "timestamp: no snapshot of "
                            + table.fullName()
                            + " was committed at "
                            + timestamp
                            + " or later"));
    create(call, Optional.of(first.id()));
    return List.<Object[]>of(
        new Object[] {
          call.get(TAG), first.id(), first.timeMillis(), String.valueOf(first.watermark())
        });
  }

  private static void delete(ProcedureCall call) throws Exception {
    FileStoreTable table = call.table();
    for (String tag : call.get(TAG).split(",")) {
      if (!call.catalog().supportsVersionManagement()) {
        requireTag(table, tag.trim());
        table.deleteTag(tag.trim());
        continue;
      }
      try {
        call.catalog().deleteTag(call.identifier(), tag.trim());
      } catch (Catalog.TagNotExistException e) {
        throw noTag(table, tag.trim());
      }
    }
  }

  private static void requireTag(FileStoreTable table, String tag) {
    if (!table.tagManager().tagExists(tag)) {
      throw noTag(table, tag);
    }
  }

  private static IllegalArgumentException noTag(FileStoreTable table, String tag) {
    return new IllegalArgumentException("tag: " + table.fullName() + " has no tag " + tag);
  }

  private static List<Object[]> expire(ProcedureCall call) {
    FileStoreTable table =
        call.table().copy(Map.of(CoreOptions.TAG_TIME_EXPIRE_ENABLED.key(), "true"));
    TagTimeExpire expiry = table.store().newTagAutoManager(table).getTagTimeExpire();
    call.find(OLDER_THAN).map(LocalTimes::parse).ifPresent(expiry::withOlderThanTime);
    List<String> expired = expiry.expire();
    return ExpiryProcedures.rows(expired, "No expired tags.");
  }
}
