/**
 * The SQL adapters of core's ports, on SQLite and PostgreSQL.
 *
 * <p>Owns the statements, the migrations in {@code db/migration} and the connection pools. Knows no
 * HTTP and no Paimon. Start reading at {@link dev.moraine.persistence.MetadataDatabase}.
 */
@NullMarked
package dev.moraine.persistence;

import org.jspecify.annotations.NullMarked;
