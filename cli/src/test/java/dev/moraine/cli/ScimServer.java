package dev.moraine.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import de.captaingoldfish.scim.sdk.common.constants.enums.HttpMethod;
import de.captaingoldfish.scim.sdk.common.constants.enums.SortOrder;
import de.captaingoldfish.scim.sdk.common.resources.Group;
import de.captaingoldfish.scim.sdk.common.resources.ResourceNode;
import de.captaingoldfish.scim.sdk.common.resources.ServiceProvider;
import de.captaingoldfish.scim.sdk.common.resources.User;
import de.captaingoldfish.scim.sdk.common.resources.complex.FilterConfig;
import de.captaingoldfish.scim.sdk.common.resources.complex.Meta;
import de.captaingoldfish.scim.sdk.common.resources.complex.SortConfig;
import de.captaingoldfish.scim.sdk.common.response.ScimResponse;
import de.captaingoldfish.scim.sdk.common.schemas.SchemaAttribute;
import de.captaingoldfish.scim.sdk.server.endpoints.Context;
import de.captaingoldfish.scim.sdk.server.endpoints.ResourceEndpoint;
import de.captaingoldfish.scim.sdk.server.endpoints.ResourceHandler;
import de.captaingoldfish.scim.sdk.server.endpoints.base.GroupEndpointDefinition;
import de.captaingoldfish.scim.sdk.server.endpoints.base.UserEndpointDefinition;
import de.captaingoldfish.scim.sdk.server.filter.FilterNode;
import de.captaingoldfish.scim.sdk.server.response.PartialListResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A SCIM 2.0 service over HTTP, by a library that implements the protocol. */
final class ScimServer implements AutoCloseable {
  static final String TOKEN = "scim-token";
  // Fewer than are asked for, as services do.
  private static final int LARGEST_PAGE = 7;

  final Map<String, User> users = new TreeMap<>();
  final Map<String, Group> groups = new TreeMap<>();
  private final HttpServer http;
  private final ResourceEndpoint endpoint;

  ScimServer() throws IOException {
    endpoint =
        new ResourceEndpoint(
            ServiceProvider.builder()
                .filterConfig(
                    FilterConfig.builder().supported(true).maxResults(LARGEST_PAGE).build())
                .sortConfig(SortConfig.builder().supported(true).build())
                .build());
    endpoint.registerEndpoint(new UserEndpointDefinition(new Users(users)));
    endpoint.registerEndpoint(new GroupEndpointDefinition(new Groups(groups)));
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext("/scim/v2", this::handle);
    http.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/scim/v2");
  }

  static Meta meta(String kind) {
    return Meta.builder()
        .resourceType(kind)
        .created(Instant.EPOCH)
        .lastModified(Instant.EPOCH)
        .build();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String authorization = exchange.getRequestHeaders().getFirst("Authorization");
      if (!("Bearer " + TOKEN).equals(authorization)) {
        exchange.sendResponseHeaders(401, -1);
        return;
      }
      Map<String, String> headers = new HashMap<>();
      exchange
          .getRequestHeaders()
          .forEach((name, values) -> headers.put(name, String.join(",", values)));
      ScimResponse response =
          endpoint.handleRequest(
              uri().resolve(exchange.getRequestURI()).toString(),
              HttpMethod.valueOf(exchange.getRequestMethod()),
              null,
              headers,
              new Context(null));
      byte[] body = response.toString().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/scim+json");
      exchange.sendResponseHeaders(response.getHttpStatus(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    http.stop(0);
  }

  private static final class Users extends Stored<User> {
    Users(Map<String, User> all) {
      super(all);
    }
  }

  private static final class Groups extends Stored<Group> {
    Groups(Map<String, Group> all) {
      super(all);
    }
  }

  /** What a test put there, by id. */
  private abstract static class Stored<T extends ResourceNode> extends ResourceHandler<T> {
    private final Map<String, T> all;

    Stored(Map<String, T> all) {
      this.all = all;
    }

    @Override
    public PartialListResponse<T> listResources(
        long startIndex,
        int count,
        @Nullable FilterNode filter,
        @Nullable SchemaAttribute sortBy,
        @Nullable SortOrder sortOrder,
        List<SchemaAttribute> attributes,
        List<SchemaAttribute> excludedAttributes,
        Context context) {
      return PartialListResponse.<T>builder()
          .totalResults(all.size())
          .resources(all.values().stream().skip(startIndex - 1).limit(count).toList())
          .build();
    }

    @Override
    public @Nullable T getResource(
        String id,
        List<SchemaAttribute> attributes,
        List<SchemaAttribute> excludedAttributes,
        Context context) {
      return all.get(id);
    }

    @Override
    public T createResource(T resource, Context context) {
      throw new UnsupportedOperationException("Tests put resources there themselves");
    }

    @Override
    public T updateResource(T resource, Context context) {
      throw new UnsupportedOperationException("Tests put resources there themselves");
    }

    @Override
    public void deleteResource(String id, Context context) {
      throw new UnsupportedOperationException("Tests put resources there themselves");
    }
  }
}
