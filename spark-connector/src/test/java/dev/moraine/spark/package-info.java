/**
 * The connector's tests, on one local Spark session and Paimon's own filesystem catalog.
 *
 * <p>Start with {@link dev.moraine.spark.LocalSpark}.
 */
@NullMarked
package dev.moraine.spark;

import org.jspecify.annotations.NullMarked;
