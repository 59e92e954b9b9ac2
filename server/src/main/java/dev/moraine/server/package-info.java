/**
 * The server process: command line, wiring and life-cycle.
 *
 * <p>Owns which adapter stands behind which port, and the data directory. Holds no rules of its
 * own. Start reading at {@link dev.moraine.server.Main}, then {@link dev.moraine.server.Wiring}.
 */
@NullMarked
package dev.moraine.server;

import org.jspecify.annotations.NullMarked;
