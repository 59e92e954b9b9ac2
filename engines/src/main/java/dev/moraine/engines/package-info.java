/**
 * Flink and Spark on this machine, as children of the server.
 *
 * <p>Owns which processes make an engine, their configuration files, ports, memory and readiness.
 * Must not know catalogs, principals or SQL's meaning, and none of the engines' classes; clients of
 * their interfaces are in the packages below. Start reading at {@link
 * dev.moraine.engines.EmbeddedEngines}.
 */
@NullMarked
package dev.moraine.engines;

import org.jspecify.annotations.NullMarked;
