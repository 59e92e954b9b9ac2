/**
 * Java processes that Moraine starts and never forgets.
 *
 * <p>Owns starting a JVM with our id in its environment, noticing its end, ending it with its whole
 * tree, and ending what an earlier run left behind. Must not know what runs inside: neither Flink's
 * nor Spark's options. Start reading at {@link dev.moraine.engines.process.EngineLauncher}.
 */
@NullMarked
package dev.moraine.engines.process;

import org.jspecify.annotations.NullMarked;
