package dev.moraine.spark;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.table.sink.BatchWriteBuilder;
import org.jspecify.annotations.Nullable;

/** Another engine: commits small batches to one partition, all the time, until told to stop. */
final class LiveWriter implements AutoCloseable {
  // Without any pause, Paimon's optimistic commits starve every other committer of a file system.
  private static final int PAUSE_MS = 15;

  private final FileStoreTable table;
  private final int batch;
  private final Thread thread;
  private final AtomicLong written = new AtomicLong();
  private volatile boolean stopped;
  private volatile @Nullable Throwable failure;

  /** Rows are (id STRING, data STRING, category INT, dt STRING), ids counting up from 0. */
  LiveWriter(FileStoreTable table, int batch) {
    this.table = table;
    this.batch = batch;
    this.thread = new Thread(this::run, "live-writer");
  }

  LiveWriter start() {
    thread.start();
    return this;
  }

  long written() {
    return written.get();
  }

  private void run() {
    try {
      while (!stopped) {
        commitBatch();
        Thread.sleep(PAUSE_MS);
      }
    } catch (Throwable e) {
      failure = e;
    }
  }

  private void commitBatch() throws Exception {
    BatchWriteBuilder builder = table.newBatchWriteBuilder();
    long first = written.get();
    try (BatchTableWrite write = builder.newWrite();
        BatchTableCommit commit = builder.newCommit()) {
      for (long id = first; id < first + batch; id++) {
        write.write(
            GenericRow.of(
                BinaryString.fromString("live-" + id),
                BinaryString.fromString("d"),
                (int) (id % 10) + 1,
                BinaryString.fromString("2024-06-24")));
      }
      commit.commit(write.prepareCommit());
    }
    written.addAndGet(batch);
  }

  @Override
  public void close() throws InterruptedException {
    stopped = true;
    thread.join();
    if (failure != null) {
      throw new AssertionError("The live writer failed", failure);
    }
  }
}
