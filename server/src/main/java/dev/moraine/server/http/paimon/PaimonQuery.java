package dev.moraine.server.http.paimon;

import dev.moraine.catalog.PageRequest;
import dev.moraine.server.http.QueryParameter;

/** The protocol's query parameters. */
final class PaimonQuery {
  private static final String PATTERN =
      "Only these names: SQL's LIKE with % at the end only, without it the name itself; a backslash"
          + " makes the next character an ordinary one";

  static final QueryParameter WAREHOUSE =
      QueryParameter.text(
              "warehouse", "The catalog, by its name or its id; may be URL-encoded twice")
          .required();
  static final QueryParameter MAX_RESULTS =
      QueryParameter.number(
          "maxResults",
          "At most so many on a page, "
              + PageRequest.DEFAULT_RESULTS
              + " by default; more than "
              + PageRequest.MAX_RESULTS
              + " counts as that");
  static final QueryParameter PAGE_TOKEN =
      QueryParameter.text("pageToken", "The nextPageToken of the page before");
  static final QueryParameter DATABASE_NAME_PATTERN =
      QueryParameter.text("databaseNamePattern", PATTERN);
  static final QueryParameter TABLE_NAME_PATTERN = QueryParameter.text("tableNamePattern", PATTERN);
  static final QueryParameter VIEW_NAME_PATTERN = QueryParameter.text("viewNamePattern", PATTERN);
  static final QueryParameter FUNCTION_NAME_PATTERN =
      QueryParameter.text("functionNamePattern", PATTERN);
  static final QueryParameter PARTITION_NAME_PATTERN =
      QueryParameter.text("partitionNamePattern", PATTERN);
  static final QueryParameter TAG_NAME_PREFIX =
      QueryParameter.text(
          "tagNamePrefix", "Only names that begin so; a % at the end changes nothing");
  static final QueryParameter TABLE_TYPE =
      QueryParameter.text(
          "tableType",
          "Only tables of this type: table, format-table, object-table, materialized-table,"
              + " lance-table or iceberg-table");

  private PaimonQuery() {}
}
