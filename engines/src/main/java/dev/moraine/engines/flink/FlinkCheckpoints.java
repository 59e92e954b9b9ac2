package dev.moraine.engines.flink;

import org.jspecify.annotations.Nullable;

/**
 * A job's checkpoints since it was submitted.
 *
 * @param latestCompletedPath where the newest completed one lies; null before the first
 */
public record FlinkCheckpoints(long completed, long failed, @Nullable String latestCompletedPath) {}
