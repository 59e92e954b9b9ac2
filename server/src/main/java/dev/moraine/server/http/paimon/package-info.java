/**
 * Paimon's REST catalog protocol: routes, wire records and their mapping to the domain.
 *
 * <p>The only place that knows how the protocol spells things. Start reading at {@link
 * dev.moraine.server.http.paimon.PaimonRoutes}, the list of everything served.
 */
@NullMarked
package dev.moraine.server.http.paimon;

import org.jspecify.annotations.NullMarked;
