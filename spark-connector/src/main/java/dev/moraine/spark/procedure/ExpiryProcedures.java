package dev.moraine.spark.procedure;

import static dev.moraine.spark.procedure.Parameter.OPTIONS;
import static dev.moraine.spark.procedure.Parameter.TABLE;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.paimon.CoreOptions;
import org.apache.paimon.operation.PartitionExpire;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.utils.ProcedureUtils;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/** What is over by time or number. */
final class ExpiryProcedures {
  private static final Parameter<Integer> RETAIN_MAX = Parameter.count("retain_max").optional();
  private static final Parameter<Integer> RETAIN_MIN = Parameter.count("retain_min").optional();
  private static final Parameter<String> OLDER_THAN = Parameter.text("older_than").optional();
  private static final Parameter<Integer> MAX_DELETES = Parameter.count("max_deletes").optional();
  private static final Parameter<String> EXPIRATION_TIME =
      Parameter.text("expiration_time").optional();
  private static final Parameter<String> TIMESTAMP_FORMATTER =
      Parameter.text("timestamp_formatter").optional();
  private static final Parameter<String> TIMESTAMP_PATTERN =
      Parameter.text("timestamp_pattern").optional();
  private static final Parameter<String> EXPIRE_STRATEGY =
      Parameter.text("expire_strategy").optional();
  private static final Parameter<Integer> MAX_EXPIRES = Parameter.count("max_expires").optional();

  private ExpiryProcedures() {}

  static List<SysProcedure> all() {
    return List.of(
        SysProcedure.named(
                "expire_snapshots", "Deletes old snapshots and the files that only they need")
            .taking(TABLE, RETAIN_MAX, RETAIN_MIN, OLDER_THAN, MAX_DELETES, OPTIONS)
            .answering("deleted_snapshots_count", DataTypes.IntegerType)
            .by(ExpiryProcedures::expireSnapshots),
        SysProcedure.named("expire_partitions", "Drops the partitions whose time is over")
            .taking(
                TABLE,
                EXPIRATION_TIME,
                TIMESTAMP_FORMATTER,
                TIMESTAMP_PATTERN,
                EXPIRE_STRATEGY,
                MAX_EXPIRES,
                OPTIONS)
            .answering("expired_partitions", DataTypes.StringType)
            .by(ExpiryProcedures::expirePartitions));
  }

  private static List<Object[]> expireSnapshots(ProcedureCall call) {
    FileStoreTable table = call.table().copy(call.options());
    int deleted =
        table
            .newExpireSnapshots()
            .config(
                ProcedureUtils.fillInSnapshotOptions(
                        table.coreOptions(),
                        given(call, RETAIN_MAX),
                        given(call, RETAIN_MIN),
                        given(call, OLDER_THAN),
                        given(call, MAX_DELETES))
                    .build())
            .expire();
    return List.<Object[]>of(new Object[] {deleted});
  }

  private static List<Object[]> expirePartitions(ProcedureCall call) {
    Map<String, String> options =
        new HashMap<>(
            ProcedureUtils.fillInPartitionOptions(
                given(call, EXPIRE_STRATEGY),
                given(call, TIMESTAMP_FORMATTER),
                given(call, TIMESTAMP_PATTERN),
                given(call, EXPIRATION_TIME),
                given(call, MAX_EXPIRES),
                given(call, OPTIONS)));
    FileStoreTable table = call.table().copy(options);
    PartitionExpire expiry = table.store().newPartitionExpire("", table);
    if (expiry == null) {
      throw new IllegalArgumentException(
          table.fullName()
              + (table.partitionKeys().isEmpty()
                  ? " has no partitions"
                  : " does not say when partitions are over: give expiration_time, or set "
                      + CoreOptions.PARTITION_EXPIRATION_TIME.key()));
    }
    List<Map<String, String>> expired = expiry.expire(Long.MAX_VALUE);
    return rows(
        expired == null
            ? List.of()
            : expired.stream()
                .map(Map::toString)
                .map(text -> text.substring(1, text.length() - 1))
                .toList(),
        "No expired partitions.");
  }

  private static <T> @Nullable T given(ProcedureCall call, Parameter<T> parameter) {
    return call.find(parameter).orElse(null);
  }

  /** A row each; one row that says so if there are none. */
  static List<Object[]> rows(List<String> texts, String none) {
    return (texts.isEmpty() ? List.of(none) : texts)
        .stream().map(text -> new Object[] {text}).toList();
  }
}
