/**
 * Databases and tables: definitions, alterations and errors, translated between Spark and Paimon.
 *
 * <p>Owns what a CREATE or ALTER statement becomes for a Paimon catalog and what a catalog's
 * refusal becomes for Spark. Knows nothing of reading and writing rows. Start with {@link
 * dev.moraine.spark.catalog.TableDefinition}.
 */
@NullMarked
package dev.moraine.spark.catalog;

import org.jspecify.annotations.NullMarked;
