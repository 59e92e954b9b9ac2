package dev.moraine.e2e;

import java.util.List;

/**
 * A request that the server understands for every endpoint of Paimon's protocol, and for our own
 * API's catalogs.
 *
 * <p>{@code {prefix}}, {@code {tableId}} and {@code {snapshot}} stand for what only a running
 * server tells. What is dropped, renamed or replaced is called victim, so that the rest stays for
 * others.
 */
final class ProtocolRequests {
  /**
   * @param query name and value, alternating
   * @param body empty for none
   */
  record Valid(String method, String path, List<String> query, String body) {}

  static final String SCHEMA =
      """
      {"fields":[{"id":0,"name":"id","type":"INT NOT NULL","description":"c"},
       {"id":1,"name":"dt","type":"STRING NOT NULL"},
       {"id":2,"name":"m","type":{"type":"MAP","key":"STRING","value":{"type":"ARRAY","element":"BIGINT"}}},
       {"id":3,"name":"r","type":{"type":"ROW","fields":[{"id":4,"name":"x","type":"DECIMAL(10, 2)"}]}}],
       "partitionKeys":["dt"],"primaryKeys":["id","dt"],
       "options":{"bucket":"1","metastore.partitioned-table":"true"},"comment":"t"}""";

  private static final String VIEW =
      """
      {"fields":[{"id":0,"name":"id","type":"INT"}],"query":"SELECT 1",
       "dialects":{"spark":"SELECT 1"},"comment":"c","options":{"k":"v"}}""";

  private static final String FUNCTION =
      """
      {"name":"victim","inputParams":[{"id":0,"name":"x","type":"INT"}],
       "returnParams":[{"id":0,"name":"y","type":"INT"}],"deterministic":true,
       "definitions":{"spark":{"type":"lambda","definition":"(x)->x","language":"JAVA"}},
       "comment":"c","options":{}}""";

  private static final String PREDICATE =
      """
      {"kind":"LEAF","transform":{"name":"FIELD_REF","fieldRef":{"index":0,"name":"dt",\
      "type":"STRING"}},"function":"EQUAL","literals":["a"]}""";

  private static final String P = "/v1/{prefix}";
  private static final String D = P + "/databases/db";
  private static final String T = D + "/tables/t";
  private static final List<String> PAGE = List.of("maxResults", "2", "pageToken", "a");

  static final List<Valid> ALL =
      List.of(
          get("/v1/config", "warehouse", "fuzz"),
          get(P + "/databases", "maxResults", "2", "pageToken", "a", "databaseNamePattern", "d%25"),
          post(P + "/databases", "{\"name\":\"victims\",\"options\":{\"k\":\"v\"}}"),
          get(D),
          delete(P + "/databases/victims"),
          post(D, "{\"removals\":[\"k\"],\"updates\":{\"a\":\"b\"}}"),
          get(D + "/tables", "maxResults", "2", "tableNamePattern", "t%25", "tableType", "table"),
          post(D + "/tables", create("victim", SCHEMA)),
          post(
              D + "/tables",
              create(
                  "victim",
                  """
                  {"fields":[{"id":0,"name":"id","type":"INT"}],"partitionKeys":[],
                   "primaryKeys":[],"options":{"type":"format-table","file.format":"csv"}}""")),
          get(
              D + "/table-details",
              "maxResults",
              "2",
              "pageToken",
              "a",
              "tableNamePattern",
              "t%25"),
          get(P + "/tables", "databaseNamePattern", "d%25", "tableNamePattern", "t%25"),
          get(P + "/tables/id/{tableId}"),
          get(T),
          post(
              T,
              """
              {"changes":[{"action":"addColumn","fieldNames":["c"],"dataType":"INT","comment":"cm",
                "move":{"fieldName":"c","referenceFieldName":"id","type":"AFTER"}},
               {"action":"renameColumn","fieldNames":["c"],"newName":"b"},
               {"action":"updateColumnType","fieldNames":["b"],"newDataType":"BIGINT","keepNullability":false},
               {"action":"updateColumnPosition","move":{"fieldName":"b","referenceFieldName":null,"type":"FIRST"}},
               {"action":"updateColumnNullability","fieldNames":["b"],"newNullability":true},
               {"action":"updateColumnComment","fieldNames":["b"],"newComment":"c"},
               {"action":"updateColumnDefaultValue","fieldNames":["b"],"newDefaultValue":"1"},
               {"action":"setOption","key":"snapshot.num-retained.max","value":"20"},
               {"action":"removeOption","key":"snapshot.num-retained.max"},
               {"action":"updateComment","comment":"x"},
               {"action":"dropColumn","fieldNames":["b"]}]}"""),
          delete(D + "/tables/victim"),
          post(P + "/tables/rename", rename("victim", "victim2")),
          post(
              D + "/register",
              "{\"identifier\":{\"database\":\"db\",\"object\":\"r\"},\"path\":\"file:/nowhere/r\"}"),
          post(D + "/tables/victim/replace", "{\"schema\":" + SCHEMA + "}"),
          post(
              T + "/commit",
              """
              {"tableId":"{tableId}","baseSnapshotUuid":null,"snapshot":{snapshot},
               "statistics":[{"spec":{"dt":"a"},"recordCount":1,"fileSizeInBytes":2,"fileCount":3,
               "lastFileCreationTime":4,"totalBuckets":5}]}"""),
          post(
              T + "/rollback",
              "{\"instant\":{\"type\":\"snapshot\",\"snapshotId\":1},\"fromSnapshot\":2}"),
          post(T + "/rollback", "{\"instant\":{\"type\":\"tag\",\"tagName\":\"first\"}}"),
          post(T + "/rollback-schema", "{\"schemaId\":0}"),
          get(T + "/token"),
          post(T + "/auth", "{\"select\":[\"id\"]}"),
          get(T + "/snapshot"),
          get(T + "/snapshots/LATEST"),
          get(T + "/snapshots/1"),
          new Valid("GET", T + "/snapshots", PAGE, ""),
          get(T + "/partitions", "maxResults", "2", "partitionNamePattern", "dt=%25"),
          post(T + "/partitions", "{\"partitionSpecs\":[{\"dt\":\"n\"}],\"ignoreIfExists\":true}"),
          post(
              T + "/partitions/drop",
              "{\"partitionSpecs\":[{\"dt\":\"n\"}],\"ignoreIfNotExists\":true}"),
          post(T + "/partitions/mark", "{\"specs\":[{\"dt\":\"a\"}]}"),
          post(T + "/partitions/list-by-names", "{\"specs\":[{\"dt\":\"a\"}]}"),
          post(
              T + "/partitions/list-by-filter",
              "{\"filter\":\"" + PREDICATE.replace("\"", "\\\"") + "\",\"maxResults\":2}"),
          get(T + "/branches"),
          post(T + "/branches", "{\"branch\":\"victim\",\"fromTag\":\"first\"}"),
          delete(T + "/branches/victim"),
          post(T + "/branches/victim/forward", "{}"),
          post(T + "/branches/victim/rename", "{\"toBranch\":\"victim2\"}"),
          get(T + "/tags", "maxResults", "2", "pageToken", "a", "tagNamePrefix", "f"),
          post(T + "/tags", "{\"tagName\":\"victim\",\"snapshotId\":1,\"timeRetained\":\"1 d\"}"),
          get(T + "/tags/first"),
          delete(T + "/tags/victim"),
          new Valid("GET", T + "/consumers", PAGE, ""),
          post(T + "/consumers/reset", "{\"consumerId\":\"c\",\"nextSnapshotId\":1}"),
          get(D + "/views", "maxResults", "2", "viewNamePattern", "v%25"),
          get(D + "/view-details", "pageToken", "a", "viewNamePattern", "v%25"),
          post(D + "/views", create("victim", VIEW)),
          get(D + "/views/v"),
          delete(D + "/views/victim"),
          post(
              D + "/views/v",
              """
              {"changes":[{"action":"setOption","key":"k","value":"v"},{"action":"removeOption","key":"k"},
               {"action":"updateComment","comment":"c"},
               {"action":"updateDialect","dialect":"spark","query":"SELECT 2"},
               {"action":"addDialect","dialect":"victim","query":"SELECT 3"},
               {"action":"dropDialect","dialect":"victim"}]}"""),
          post(P + "/views/rename", rename("victim", "victim2")),
          get(P + "/views", "databaseNamePattern", "d%25", "viewNamePattern", "v%25"),
          get(D + "/functions", "maxResults", "2", "functionNamePattern", "f%25"),
          get(D + "/function-details", "pageToken", "a", "functionNamePattern", "f%25"),
          post(D + "/functions", FUNCTION),
          get(D + "/functions/f"),
          delete(D + "/functions/victim"),
          post(
              D + "/functions/f",
              """
              {"changes":[{"action":"setOption","key":"k","value":"v"},{"action":"removeOption","key":"k"},
               {"action":"updateComment","comment":"c"},
               {"action":"addDefinition","name":"victim","definition":{"type":"sql","definition":"x+1"}},
               {"action":"dropDefinition","name":"victim"}]}"""),
          get(P + "/functions", "databaseNamePattern", "d%25", "functionNamePattern", "f%25"),
          get("/api/v1/catalogs", "pageToken", "a"),
          post("/api/v1/catalogs", "{\"name\":\"fuzz\",\"options\":{\"k\":\"v\"}}"),
          get("/api/v1/catalogs/fuzz"),
          delete("/api/v1/catalogs/victim"));

  /** What the requests above are about, in the order in which it can be made. */
  static final List<Valid> PREPARATION =
      List.of(
          post(P + "/databases", "{\"name\":\"db\"}"),
          post(D + "/tables", create("t", SCHEMA)),
          post(D + "/views", create("v", VIEW)),
          post(D + "/functions", FUNCTION.replace("victim", "f")));

  private ProtocolRequests() {}

  private static String create(String object, String schema) {
    return "{\"identifier\":{\"database\":\"db\",\"object\":\"%s\"},\"schema\":%s}"
        .formatted(object, schema);
  }

  private static String rename(String from, String to) {
    return """
        {"source":{"database":"db","object":"%s"},"destination":{"database":"db","object":"%s"}}"""
        .formatted(from, to);
  }

  private static Valid get(String path, String... query) {
    return new Valid("GET", path, List.of(query), "");
  }

  private static Valid post(String path, String body) {
    return new Valid("POST", path, List.of(), body);
  }

  private static Valid delete(String path) {
    return new Valid("DELETE", path, List.of(), "");
  }
}
