/**
 * Writing Paimon tables: which task writes what, the writers, and the one commit at the end.
 *
 * <p>Owns the path of rows from Spark's tasks to files, and of files into a snapshot; tells a
 * failed commit from an unknown one before it deletes anything. Start with {@link
 * dev.moraine.spark.write.PaimonWriteBuilder}.
 */
@NullMarked
package dev.moraine.spark.write;

import org.jspecify.annotations.NullMarked;
