/**
 * Spark's and Paimon's types and rows, each seen as the other's.
 *
 * <p>Owns the mapping of types and the row views used while reading and writing; the views convert
 * a value when it is asked for and allocate nothing per row. Knows neither tables nor plans. Start
 * with {@link dev.moraine.spark.types.SparkTypes}.
 */
@NullMarked
package dev.moraine.spark.types;

import org.jspecify.annotations.NullMarked;
