package dev.moraine.server.http.paimon;

import dev.moraine.catalog.BranchName;
import dev.moraine.catalog.CatalogId;
import dev.moraine.catalog.ClientSoftware;
import dev.moraine.catalog.NamePattern;
import dev.moraine.catalog.PageRequest;
import dev.moraine.catalog.TableName;
import dev.moraine.error.InvalidRequest;
import dev.moraine.server.http.ApiRequest;
import dev.moraine.server.http.Operation;
import dev.moraine.server.http.QueryParameter;
import io.javalin.http.Context;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** A request as the protocol spells it. */
final class PaimonRequest extends ApiRequest {
  private static final String BRANCH_INFIX = "$branch_";

  private final List<String> template;

  PaimonRequest(Context context, Operation operation) {
    super(context, operation);
    this.template = List.of(operation.path().split("/", -1));
  }

  /** The prefix that {@code /v1/config} gave out is the catalog's id. */
  CatalogId catalog() {
    return new CatalogId(segment("prefix"));
  }

  /** What the request says that it was sent by. */
  ClientSoftware client() {
    return new ClientSoftware(Optional.ofNullable(context().userAgent()).orElse(""));
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
    String[] segments = context().req().getRequestURI().split("/", -1);
    String raw = segments[template.indexOf("{" + name + "}")];
    try {
      return URLDecoder.decode(raw, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new InvalidRequest("The path has a segment that is not URL-encoded: " + raw);
    }
  }

  PageRequest page() {
    return page(
        query(PaimonQuery.MAX_RESULTS).map(PaimonRequest::parseNumber),
        query(PaimonQuery.PAGE_TOKEN));
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

  NamePattern pattern(QueryParameter parameter) {
    return query(parameter).map(NamePattern::parse).orElse(NamePattern.ALL);
  }
}
