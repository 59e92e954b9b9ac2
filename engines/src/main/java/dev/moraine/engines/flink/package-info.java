/**
 * Flink as its published interfaces show it: the cluster's REST API and the SQL Gateway.
 *
 * <p>Owns the two clients, their results and their one error. Must not know who started the cluster
 * (embedded or remote), Flink's classes, or Moraine's domain. Start reading at {@link
 * dev.moraine.engines.flink.FlinkSqlGateway} and {@link dev.moraine.engines.flink.FlinkRest}.
 */
@NullMarked
package dev.moraine.engines.flink;

import org.jspecify.annotations.NullMarked;
