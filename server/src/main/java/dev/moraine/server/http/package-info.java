/**
 * The HTTP edge that both APIs share: route tables, who calls, request ids, limits, errors, health,
 * and the OpenAPI document.
 *
 * <p>Knows Javalin; nothing behind this package does. The routes are in {@code http.paimon} and
 * {@code http.console}, which do not know each other. Start reading at {@link
 * dev.moraine.server.http.HttpServer}.
 */
@NullMarked
package dev.moraine.server.http;

import org.jspecify.annotations.NullMarked;
