/**
 * Measures the server against doing without it, and writes down what it measured.
 *
 * <p>Owns the loads, the clocks and the report. Knows the server only as a child process and
 * through its protocol, never through its classes; judges no figure. Start reading at {@link
 * dev.moraine.benchmarks.Main}.
 */
@NullMarked
package dev.moraine.benchmarks;

import org.jspecify.annotations.NullMarked;
