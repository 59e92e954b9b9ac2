/**
 * Rewriting files beside writers: {@code CALL sys.compact} and its kin.
 *
 * <p>Owns the promise that a compaction loses no row: it rewrites exactly the files of one snapshot
 * and commits them as a COMPACT, so that rows which arrive meanwhile stay and no writer waits.
 * Start with {@link dev.moraine.spark.compact.CompactProcedures}, then {@code SortCompaction}.
 */
@NullMarked
package dev.moraine.spark.compact;

import org.jspecify.annotations.NullMarked;
