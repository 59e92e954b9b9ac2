/**
 * Moraine's own API, for the command line and later the browser.
 *
 * <p>Errors are problem JSON (RFC 9457). Start reading at {@link
 * dev.moraine.server.http.console.ConsoleRoutes}, the list of everything served.
 */
@NullMarked
package dev.moraine.server.http.console;

import org.jspecify.annotations.NullMarked;
