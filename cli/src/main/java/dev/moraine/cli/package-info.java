/**
 * The terminal client, over the server's public API only.
 *
 * <p>Owns commands, their help and how answers look on a terminal. Knows no class of the server.
 * Start reading at {@link dev.moraine.cli.Main}.
 */
@NullMarked
package dev.moraine.cli;

import org.jspecify.annotations.NullMarked;
