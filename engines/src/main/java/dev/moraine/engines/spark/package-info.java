/**
 * Spark as its published interface shows it: Spark Connect.
 *
 * <p>Owns the client on Spark's protobuf classes, the reading of Arrow batches into text, and the
 * one error. Must not know who started the driver, Spark's or Scala's runtime, or Moraine's domain.
 * Arrow is read with its format classes alone: its vector library wants {@code --add-opens} of
 * whoever runs it. Start reading at {@link dev.moraine.engines.spark.SparkConnect}.
 */
@NullMarked
package dev.moraine.engines.spark;

import org.jspecify.annotations.NullMarked;
