/**
 * Paimon's {@code metastore=dlf}: the product's catalog options, served by a Moraine server.
 *
 * <p>Owns the mapping of {@code dlf.catalog.*} onto Paimon's REST catalog and the checks that the
 * statement, the end point and the server agree. Must not know Flink, Spark or the server's code:
 * it runs inside engines, from Java 8 on, on Paimon and the JDK alone. Start reading at {@link
 * dev.moraine.dlf.DlfCatalogFactory}.
 */
@NullMarked
package dev.moraine.dlf;

import org.jspecify.annotations.NullMarked;
