package dev.moraine.server.http;

import dev.moraine.access.Action;
import io.javalin.http.Context;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells which operation a method and path are, also of a request that no route sees because it is
 * refused before.
 */
final class Operations {
  private final Node root = new Node();

  /** All that begins with the same segments. */
  private static final class Node {
    private final Map<String, Node> literals = new HashMap<>();
    private final Map<String, Operation> operations = new HashMap<>();
    private @Nullable Node parameter;
  }

  /**
   * @param segments what the path has for its parameters, decoded
   */
  record Found(Operation operation, Map<String, String> segments) {
    /** Which catalog the request is about, by name or id, where its path or query tells. */
    Optional<String> catalog(Context context) {
      return Optional.ofNullable(segments.get("prefix"))
          .or(() -> Optional.ofNullable(segments.get("catalog")))
          .or(() -> asked(context, "warehouse"))
          .or(() -> asked(context, "catalog"));
    }

    private Optional<String> asked(Context context, String parameter) {
      // A search of the audit is not about what it looks for.
      boolean names =
          !operation.action().equals(Optional.of(Action.LOOKUP_EVENTS))
              && operation.query().stream().anyMatch(each -> each.name().equals(parameter));
      return names ? Optional.ofNullable(context.queryParam(parameter)) : Optional.empty();
    }
  }

  Operations(List<RouteTable<?>> tables) {
    tables.forEach(table -> table.routes().forEach(route -> add(route.operation())));
  }

  private void add(Operation operation) {
    Node node = root;
    for (String segment : segments(operation.path())) {
      if (segment.startsWith("{")) {
        node.parameter = node.parameter == null ? new Node() : node.parameter;
        node = node.parameter;
      } else {
        node = node.literals.computeIfAbsent(segment, each -> new Node());
      }
    }
    node.operations.put(operation.method().name(), operation);
  }

  private static List<String> segments(String path) {
    // One slash at the end makes no other path, as for the router.
    return List.of(path.split("/"));
  }

  /**
   * @param path as sent, still URL-encoded
   */
  Optional<Found> find(String method, String path) {
    List<String> segments = segments(path);
    return Optional.ofNullable(find(root, segments, 0, method))
        .map(operation -> new Found(operation, named(operation, segments)));
  }

  private static @Nullable Operation find(
      Node node, List<String> segments, int index, String method) {
    if (index == segments.size()) {
      return node.operations.get(method);
    }
    Node literal = node.literals.get(segments.get(index));
    Operation found = literal == null ? null : find(literal, segments, index + 1, method);
    return found == null && node.parameter != null
        ? find(node.parameter, segments, index + 1, method)
        : found;
  }

  private static Map<String, String> named(Operation operation, List<String> segments) {
    List<String> template = segments(operation.path());
    Map<String, String> named = new HashMap<>();
    for (int i = 0; i < template.size(); i++) {
      String each = template.get(i);
      if (each.startsWith("{")) {
        named.put(each.substring(1, each.length() - 1), decode(segments.get(i)));
      }
    }
    return named;
  }

  private static String decode(String segment) {
    try {
      return URLDecoder.decode(segment, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      // Refused by its route; here it stands for itself.
      return segment;
    }
  }
}
