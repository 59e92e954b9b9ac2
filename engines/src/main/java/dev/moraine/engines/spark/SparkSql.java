package dev.moraine.engines.spark;

import java.util.regex.Pattern;

/** What has to be known of a statement's text before it is sent. */
final class SparkSql {
  private static final Pattern CALL =
      Pattern.compile(
          "(?:\\s|--[^\\n]*(?:\\n|$)|/\\*.*?\\*/)*+CALL\\b.*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private SparkSql() {}

  /**
   * Whether the statement is a CALL.
   *
   * <p>Spark 4.0 runs procedures while it analyses them. Sent as a SqlCommand, a CALL would be
   * analysed there and, since Connect hands it back as a query, once more when its rows are
   * fetched: it would run twice. Source: spark-connect {@code
   * SparkConnectPlanner.handleSqlCommand}.
   */
  static boolean isProcedureCall(String sql) {
    return CALL.matcher(sql).matches();
  }
}
