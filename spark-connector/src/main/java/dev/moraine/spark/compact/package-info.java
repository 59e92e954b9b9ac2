/**
 * Compaction beside writers: {@code CALL sys.compact}.
 *
 * <p>Owns the promise that a compaction loses no row: it rewrites exactly the files of one snapshot
 * and commits them as a COMPACT, so that rows which arrive meanwhile stay and no writer waits.
 * Start with {@link dev.moraine.spark.compact.CompactProcedure}, then {@code SortCompaction}.
 */
@NullMarked
package dev.moraine.spark.compact;

import org.jspecify.annotations.NullMarked;
