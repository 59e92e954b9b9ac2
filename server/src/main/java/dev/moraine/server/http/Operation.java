package dev.moraine.server.http;

import dev.moraine.access.Action;
import io.javalin.http.HandlerType;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What can be told of one method and path; the document is made of these.
 *
 * @param path with parameters in braces
 * @param action the permission that it takes; empty where anyone may ask
 * @param tag what it is about; groups the document
 * @param summary one line
 * @param body empty where none is read
 * @param answer empty where nothing is told but that it happened
 * @param refusals those of this operation, besides what any can answer
 */
public record Operation(
    HandlerType method,
    String path,
    Access access,
    Optional<Action> action,
    String tag,
    String summary,
    List<QueryParameter> query,
    Optional<Body> body,
    Optional<Answer> answer,
    Set<Refusal> refusals) {

  /** Who may ask. */
  public enum Access {
    ANYONE,
    /** Whoever signs the request, or has a token. */
    IDENTIFIED
  }

  /**
   * JSON of a request.
   *
   * @param presence whether it may be left out where all of it is optional
   */
  public record Body(Class<?> type, QueryParameter.Presence presence) {}

  /** What a success brings, for JSON the record that is written. */
  public record Answer(String contentType, Class<?> type) {}

  public Operation {
    query = List.copyOf(query);
    refusals = Set.copyOf(refusals);
  }

  @Override
  public String toString() {
    return method + " " + path;
  }
}
