/**
 * What touches the warehouse: tables' folders, schema files and snapshot files, in Paimon's layout.
 *
 * <p>The only place of the server that uses Paimon's table library. Knows no SQL and no HTTP; who
 * may do what is decided before. Start reading at {@link dev.moraine.warehouse.PaimonWarehouse}.
 */
@NullMarked
package dev.moraine.warehouse;

import org.jspecify.annotations.NullMarked;
