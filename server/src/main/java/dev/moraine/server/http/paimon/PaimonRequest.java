package dev.moraine.server.http.paimon;

import dev.moraine.catalog.BranchName;
import dev.moraine.catalog.CatalogId;
import dev.moraine.catalog.NamePattern;
import dev.moraine.catalog.PageRequest;
import dev.moraine.catalog.TableName;
import dev.moraine.error.InvalidRequest;
import dev.moraine.identity.Principal;
import dev.moraine.server.http.Identification;
import dev.moraine.server.http.Json;
import io.javalin.http.Context;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** A request as the protocol spells it. */
final class PaimonRequest {
  private static final String BRANCH_INFIX = "$branch_";

  private final Context context;
  private final List<String> template;

  PaimonRequest(Context context, String template) {
    this.context = context;
    this.template = List.of(template.split("/", -1));
  }

  Principal caller() {
    return Identification.caller(context);
  }

  /** The prefix that {@code /v1/config} gave out is the catalog's id. */
  CatalogId catalog() {
    return new CatalogId(segment("prefix"));
  }

  String database() {
    return segment("database");
  }

  TableName table() {
    return tableName(database(), segment("table"));
  }

  static TableName tableName(String database, String object) {
    int infix = object.indexOf(BRANCH_INFIX);
    return infix < 0
        ? new TableName(database, object)
        : new TableName(
            database,
            object.substring(0, infix),
            new BranchName(object.substring(infix + BRANCH_INFIX.length())));
  }

  /**
   * A path segment, decoded as a form value: Java clients write a space as {@code +}, others as
   * {@code %20}. The router would leave the plus sign.
   */
  String segment(String name) {
    String[] segments = context.req().getRequestURI().split("/", -1);
    String raw = segments[template.indexOf("{" + name + "}")];
    try {
      return URLDecoder.decode(raw, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new InvalidRequest("The path has a segment that is not URL-encoded: " + raw);
    }
  }

  Optional<String> query(String name) {
    return Optional.ofNullable(context.queryParam(name)).filter(value -> !value.isEmpty());
  }

  PageRequest page() {
    return page(query("maxResults").map(PaimonRequest::parseNumber), query("pageToken"));
  }

  // More than a page holds is no error: the client asks on with the token. Zero or less stands for
  // the server's own choice.
  static PageRequest page(Optional<Integer> maxResults, Optional<String> token) {
    return new PageRequest(
        maxResults
            .filter(asked -> asked > 0)
            .map(asked -> Math.min(asked, PageRequest.MAX_RESULTS))
            .orElse(PageRequest.DEFAULT_RESULTS),
        token.filter(text -> !text.isEmpty()));
  }

  private static int parseNumber(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new InvalidRequest("maxResults is not a number: " + text);
    }
  }

  NamePattern pattern(String name) {
    return query(name).map(NamePattern::parse).orElse(NamePattern.ALL);
  }

  <T> T body(Class<T> type) {
    return Json.read(bodyText(), type);
  }

  String bodyText() {
    return new String(context.bodyAsBytes(), StandardCharsets.UTF_8);
  }
}
