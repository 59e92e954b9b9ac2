/**
 * The session extension: what Spark 4.0 lacks of SQL for a catalog that is not its own.
 *
 * <p>Owns names with a dollar sign, views and functions that are stored in Paimon's catalog,
 * ANALYZE TABLE and SHOW PROCEDURES. Spark's own parser and plans are used; a statement that Spark
 * would ask only its own catalog for is carried out as the call of a procedure. Start with {@link
 * dev.moraine.spark.sql.PaimonParser}, then {@code Statement}.
 */
@NullMarked
package dev.moraine.spark.sql;

import org.jspecify.annotations.NullMarked;
