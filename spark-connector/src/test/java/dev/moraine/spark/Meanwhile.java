package dev.moraine.spark;

import java.util.concurrent.atomic.AtomicReference;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.table.sink.BatchWriteBuilder;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;

/**
 * Something that happens in the middle of a statement: when its first row passes the function
 * {@code meanwhile}, which returns its argument.
 */
final class Meanwhile {
  private static final AtomicReference<Runnable> NEXT = new AtomicReference<>();

  private Meanwhile() {}

  static void happens(Runnable what) {
    NEXT.set(what);
    LocalSpark.spark()
        .udf()
        .register(
            "meanwhile",
            (UDF1<Integer, Integer>)
                value -> {
                  Runnable now = NEXT.getAndSet(null);
                  if (now != null) {
                    elsewhere(now);
                  }
                  return value;
                },
            DataTypes.IntegerType);
  }

  // Spark runs no statement on a task's thread.
  private static void elsewhere(Runnable what) throws InterruptedException {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread thread = new Thread(what, "meanwhile");
    thread.setUncaughtExceptionHandler((ended, thrown) -> failure.set(thrown));
    thread.start();
    thread.join();
    if (failure.get() != null) {
      throw new IllegalStateException(failure.get());
    }
  }

  /** Another engine writes rows, and commits them. */
  static void write(FileStoreTable table, int bucket, InternalRow... rows) {
    BatchWriteBuilder builder = table.newBatchWriteBuilder();
    try (BatchTableWrite write = builder.newWrite();
        BatchTableCommit commit = builder.newCommit()) {
      for (InternalRow row : rows) {
        if (bucket < 0) {
          write.write(row);
        } else {
          write.write(row, bucket);
        }
      }
      commit.commit(write.prepareCommit());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
