/**
 * Paimon tables in Spark 4: the classes a user names in Spark's configuration.
 *
 * <p>Thin on purpose: Spark's DataSource V2 interfaces in front of Paimon core's own planning,
 * formats, merging and committing. Knows nothing of Moraine's server; any Paimon metastore will do.
 * Start with {@link dev.moraine.spark.PaimonCatalog}, then {@code read}, {@code write}, {@code
 * rowlevel} and {@code compact}.
 */
@NullMarked
package dev.moraine.spark;

import org.jspecify.annotations.NullMarked;
