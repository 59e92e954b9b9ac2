/**
 * The record of every process that Moraine starts to run an engine.
 *
 * <p>Owns the row that is written before such a process exists, and its life: starting, running,
 * ended, lost. Must not know how a process is started, what Flink or Spark are, or how rows are
 * kept; the engines module and the persistence module do. Start reading at {@link
 * dev.moraine.engine.EngineProcesses}.
 */
@NullMarked
package dev.moraine.engine;

import org.jspecify.annotations.NullMarked;
