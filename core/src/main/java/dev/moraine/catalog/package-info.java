/**
 * Catalogs, databases, tables and their partitions, views and functions: records, use cases and the
 * ports that they need.
 *
 * <p>Owns what exists under which name and who made it. Does not know Paimon's file formats (they
 * are text here, {@link dev.moraine.catalog.TableFiles} reads and writes them), SQL, HTTP or the
 * engines. Start reading at {@link dev.moraine.catalog.TableService}.
 */
@NullMarked
package dev.moraine.catalog;

import org.jspecify.annotations.NullMarked;
