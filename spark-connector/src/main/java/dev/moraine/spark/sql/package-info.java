/**
 * Spark's SQL with Paimon's names.
 *
 * <p>Owns the one thing that Spark's parser refuses, a dollar sign inside a name, and hands
 * everything else on as it came. Knows nothing of tables. Start with {@link
 * dev.moraine.spark.sql.DollarNames}.
 */
@NullMarked
package dev.moraine.spark.sql;

import org.jspecify.annotations.NullMarked;
