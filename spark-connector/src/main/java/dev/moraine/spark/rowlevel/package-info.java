/**
 * MERGE, UPDATE and DELETE.
 *
 * <p>Owns how changed rows become files: tables without keys replace exactly the files that were
 * read, tables with a primary key take upserts and deletes by key. Start with {@link
 * dev.moraine.spark.rowlevel.RowLevelOperations}.
 */
@NullMarked
package dev.moraine.spark.rowlevel;

import org.jspecify.annotations.NullMarked;
