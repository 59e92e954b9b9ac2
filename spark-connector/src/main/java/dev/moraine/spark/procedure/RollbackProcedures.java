package dev.moraine.spark.procedure;

import static dev.moraine.spark.procedure.Parameter.TABLE;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.paimon.Snapshot;
import org.apache.paimon.table.FileStoreTable;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/** Back to an earlier state; through the catalog where it keeps the newest snapshot. */
final class RollbackProcedures {
  private static final Parameter<String> VERSION = Parameter.text("version").optional();
  private static final Parameter<Long> SNAPSHOT = Parameter.number("snapshot").optional();
  private static final Parameter<String> TAG = Parameter.text("tag").optional();
  private static final Parameter<Long> TIMESTAMP = Parameter.number("timestamp");
  private static final Parameter<Long> WATERMARK = Parameter.number("watermark");

  private RollbackProcedures() {}

  static List<SysProcedure> all() {
    return List.of(
        rollback("rollback", "Goes back to a snapshot or a tag")
            .taking(TABLE, VERSION, SNAPSHOT, TAG)
            .by(RollbackProcedures::toVersion),
        rollback("rollback_to_timestamp", "Goes back to the last snapshot up to a moment")
            .taking(TABLE, TIMESTAMP)
            .by(
                call -> {
                  FileStoreTable table = call.table();
                  long moment = call.get(TIMESTAMP);
                  Snapshot target = table.snapshotManager().earlierOrEqualTimeMills(moment);
                  return toSnapshot(call, table, earlier(table, target, "timestamp", moment));
                }),
        rollback("rollback_to_watermark", "Goes back to the last snapshot up to a watermark")
            .taking(TABLE, WATERMARK)
            .by(
                call -> {
                  FileStoreTable table = call.table();
                  long mark = call.get(WATERMARK);
                  Snapshot target = table.snapshotManager().earlierOrEqualWatermark(mark);
                  return toSnapshot(call, table, earlier(table, target, "watermark", mark));
                }));
  }

  private static SysProcedure rollback(String name, String description) {
    return SysProcedure.named(name, description)
        .answering("previous_snapshot_id", DataTypes.LongType)
        .answering("current_snapshot_id", DataTypes.LongType);
  }

  private static long earlier(
      FileStoreTable table, @Nullable Snapshot found, String parameter, long value) {
    if (found == null) {
      throw new IllegalArgumentException(
          parameter + ": " + table.fullName() + " has no snapshot of " + value + " or earlier");
    }
    return found.id();
  }

  private static List<Object[]> toVersion(ProcedureCall call) {
    Optional<String> version = call.find(VERSION);
    boolean isId = version.filter(v -> v.chars().allMatch(Character::isDigit)).isPresent();
    Optional<Long> snapshot = isId ? version.map(Long::parseLong) : call.find(SNAPSHOT);
    Optional<String> tag = isId ? call.find(TAG) : version.or(() -> call.find(TAG));
    if (Stream.of(version, call.find(SNAPSHOT), call.find(TAG)).filter(Optional::isPresent).count()
        != 1) {
      throw new IllegalArgumentException("give one of version, snapshot and tag");
    }
    FileStoreTable table = call.table();
    return snapshot.isPresent()
        ? toSnapshot(call, table, snapshot.get())
        : toTag(call, table, tag.orElseThrow());
  }

  private static List<Object[]> toSnapshot(ProcedureCall call, FileStoreTable table, long target) {
    long before = newest(table);
    table.rollbackTo(target);
    return moved(call, before, target);
  }

  private static List<Object[]> toTag(ProcedureCall call, FileStoreTable table, String tag) {
    long before = newest(table);
    long target = table.tagManager().getOrThrow(tag).trimToSnapshot().id();
    table.rollbackTo(tag);
    return moved(call, before, target);
  }

  private static List<Object[]> moved(ProcedureCall call, long from, long to) {
    call.catalog().invalidateTable(call.identifier());
    return List.<Object[]>of(new Object[] {from, to});
  }

  private static long newest(FileStoreTable table) {
    Snapshot snapshot = table.snapshotManager().latestSnapshot();
    if (snapshot == null) {
      throw new IllegalArgumentException(
          table.fullName() + " has no snapshot, so that there is none to go back from");
    }
    return snapshot.id();
  }
}
