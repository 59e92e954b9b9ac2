/**
 * The procedures of a catalog's namespace {@code sys}, as {@code CALL} finds them.
 *
 * <p>Owns what a procedure is to Spark, how its arguments are read, and every procedure that looks
 * after a table without rewriting its rows. Names, arguments and answers are Paimon's own. What the
 * catalog has a method for goes through the catalog, so that it can arbitrate; the rest goes by the
 * table's files. Rewriting rows is for {@code compact}. Start with {@link
 * dev.moraine.spark.procedure.SysProcedure}.
 */
@NullMarked
package dev.moraine.spark.procedure;

import org.jspecify.annotations.NullMarked;
