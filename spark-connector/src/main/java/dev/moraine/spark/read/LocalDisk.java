package dev.moraine.spark.read;

import org.apache.paimon.disk.IOManager;
import org.apache.spark.SparkEnv;

/** Where a task spills: Spark's own scratch folders, so that they are sized and cleaned as its. */
public final class LocalDisk {
  private LocalDisk() {}

  /** A new spill area; the caller closes it. */
  public static IOManager open() {
    return IOManager.create(SparkEnv.get().blockManager().diskBlockManager().localDirsString());
  }
}
