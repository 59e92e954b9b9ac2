/**
 * Reading Paimon tables: tables, scans, filters and readers.
 *
 * <p>Owns what Spark plans a read with. Plans through core's read builder only, so that row filters
 * and masks that the catalog asks for apply. Start with {@link dev.moraine.spark.read.PaimonTable},
 * then {@link dev.moraine.spark.read.PaimonScanBuilder}.
 */
@NullMarked
package dev.moraine.spark.read;

import org.jspecify.annotations.NullMarked;
