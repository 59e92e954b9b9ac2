package dev.moraine.spark.procedure;

import static dev.moraine.spark.procedure.Parameter.TABLE;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.paimon.consumer.Consumer;
import org.apache.paimon.consumer.ConsumerManager;
import org.apache.paimon.table.FileStoreTable;

/** Where streaming readers go on; through the catalog where it keeps versions. */
final class ConsumerProcedures {
  private static final Parameter<String> CONSUMER_ID = Parameter.text("consumerId");
  private static final Parameter<Long> NEXT_SNAPSHOT_ID =
      Parameter.number("nextSnapshotId").optional();
  private static final Parameter<String> INCLUDING =
      Parameter.text("includingConsumers").optional();
  private static final Parameter<String> EXCLUDING =
      Parameter.text("excludingConsumers").optional();

  private ConsumerProcedures() {}

  static List<SysProcedure> all() {
    return List.of(
        SysProcedure.named("reset_consumer", "Sets what a consumer reads next, or forgets it")
            .taking(TABLE, CONSUMER_ID, NEXT_SNAPSHOT_ID)
            .doing(
                call ->
                    reset(call, call.table(), call.get(CONSUMER_ID), call.find(NEXT_SNAPSHOT_ID))),
        SysProcedure.named("clear_consumers", "Forgets the consumers whose names match")
            .taking(TABLE, INCLUDING, EXCLUDING)
            .doing(ConsumerProcedures::clear));
  }

  private static void reset(
      ProcedureCall call, FileStoreTable table, String consumer, Optional<Long> next)
      throws Exception {
    if (next.isPresent() && !table.snapshotManager().snapshotExists(next.get())) {
      throw new IllegalArgumentException(
          "nextSnapshotId: " + table.fullName() + " has no snapshot " + next.get());
    }
    if (call.catalog().supportsVersionManagement()) {
      call.catalog().resetConsumer(call.identifier(), consumer, next.orElse(null));
    } else if (next.isPresent()) {
      consumers(table).resetConsumer(consumer, new Consumer(next.get()));
    } else {
      consumers(table).deleteConsumer(consumer);
    }
  }

  private static void clear(ProcedureCall call) throws Exception {
    FileStoreTable table = call.table();
    Pattern including = Pattern.compile(call.find(INCLUDING).orElse(".*"));
    Optional<Pattern> excluding = call.find(EXCLUDING).map(Pattern::compile);
    for (String consumer : consumers(table).listAllIds()) {
      ProcedureCall.checkNotCancelled();
      if (including.matcher(consumer).matches()
          && excluding.filter(pattern -> pattern.matcher(consumer).matches()).isEmpty()) {
        reset(call, table, consumer, Optional.empty());
      }
    }
  }

  private static ConsumerManager consumers(FileStoreTable table) {
    return new ConsumerManager(table.fileIO(), table.location(), table.snapshotManager().branch());
  }
}
