package dev.moraine.server.http.console;

import dev.moraine.catalog.PageRequest;
import dev.moraine.error.InvalidRequest;
import dev.moraine.server.http.ApiRequest;
import dev.moraine.server.http.Operation;
import dev.moraine.server.http.QueryParameter;
import io.javalin.http.Context;

/** A request to Moraine's own API. */
final class ConsoleRequest extends ApiRequest {
  static final QueryParameter CATALOG_NAME_PATTERN =
      QueryParameter.text(
          "catalogNamePattern", "Only these names: one with % at its end is a prefix");
  static final QueryParameter MAX_RESULTS =
      QueryParameter.number(
          "maxResults",
          "At most so many on a page, from 1 to "
              + PageRequest.MAX_RESULTS
              + "; "
              + PageRequest.DEFAULT_RESULTS
              + " by default");
  static final QueryParameter PAGE_TOKEN =
      QueryParameter.text("pageToken", "The nextPageToken of the page before");

  ConsoleRequest(Context context, Operation operation) {
    super(context, operation);
  }

  /** The catalog of the path, by its name or id. */
  String catalog() {
    return segment("catalog");
  }

  String segment(String name) {
    return context().pathParam(name);
  }

  PageRequest page() {
    return new PageRequest(
        query(MAX_RESULTS).map(ConsoleRequest::parseNumber).orElse(PageRequest.DEFAULT_RESULTS),
        query(PAGE_TOKEN));
  }

  private static int parseNumber(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new InvalidRequest("maxResults is not a number: " + text);
    }
  }
}
