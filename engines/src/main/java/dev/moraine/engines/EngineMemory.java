package dev.moraine.engines;

/**
 * How much memory each engine process may take, in megabytes.
 *
 * @param flinkJobManagerHeapMb heap; the process takes about 300 MB more
 * @param flinkTaskManagerProcessMb the whole process
 * @param flinkGatewayHeapMb heap; the process takes about 250 MB more
 * @param sparkDriverHeapMb heap; the process takes about 500 MB more
 */
public record EngineMemory(
    int flinkJobManagerHeapMb,
    int flinkTaskManagerProcessMb,
    int flinkGatewayHeapMb,
    int sparkDriverHeapMb) {
  /** Fixed shares of a TaskManager that are not its heap, see {@link #taskManagerHeapMb}. */
  static final int TASK_MANAGER_MANAGED_MB = 128;

  static final int TASK_MANAGER_NETWORK_MB = 96;
  static final int TASK_MANAGER_METASPACE_MB = 208;
  static final int TASK_MANAGER_FRAMEWORK_OFF_HEAP_MB = 96;
  static final int TASK_MANAGER_TASK_OFF_HEAP_MB = 32;
  static final int TASK_MANAGER_OVERHEAD_MB = 128;

  private static final int SMALLEST_TASK_MANAGER_HEAP_MB = 256;

  public static final EngineMemory DEFAULT = new EngineMemory(384, 1536, 384, 2048);

  public EngineMemory {
    int fixed = fixedTaskManagerMb();
    if (flinkTaskManagerProcessMb - fixed < SMALLEST_TASK_MANAGER_HEAP_MB) {
      throw new IllegalArgumentException(
          "A Flink TaskManager needs at least "
              + (fixed + SMALLEST_TASK_MANAGER_HEAP_MB)
              + " MB, not "
              + flinkTaskManagerProcessMb);
    }
    if (flinkJobManagerHeapMb < 128 || flinkGatewayHeapMb < 128 || sparkDriverHeapMb < 512) {
      throw new IllegalArgumentException(
          "The smallest heaps are 128 MB for Flink's JobManager and gateway and 512 MB for Spark");
    }
  }

  int taskManagerHeapMb() {
    return flinkTaskManagerProcessMb - fixedTaskManagerMb();
  }

  private static int fixedTaskManagerMb() {
    return TASK_MANAGER_MANAGED_MB
        + TASK_MANAGER_NETWORK_MB
        + TASK_MANAGER_METASPACE_MB
        + TASK_MANAGER_FRAMEWORK_OFF_HEAP_MB
        + TASK_MANAGER_TASK_OFF_HEAP_MB
        + TASK_MANAGER_OVERHEAD_MB;
  }
}
