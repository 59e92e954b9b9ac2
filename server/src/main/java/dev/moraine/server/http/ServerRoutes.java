package dev.moraine.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * What the server itself serves, to anyone: whether it lives, and the document of everything
 * served.
 */
final class ServerRoutes {
  private static final String DOCS = "/api/docs";
  // Nothing from elsewhere, and no script but these files; styles are also set by Swagger UI.
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline';"
          + " frame-ancestors 'none'";

  private final RouteTable<ApiRequest> routes =
      new RouteTable<>(ApiRequest::new, HttpStatus.OK, List.of());
  private final JsonNode document;

  ServerRoutes(List<HttpServer.Api> apis) {
    routes.about("Health");
    routes
        .get("/health/live", "Tell whether the process lives")
        .openToAnyone()
        .answersText("text/plain", request -> "live\n");
    routes
        .get("/health/ready", "Tell whether requests are served")
        .openToAnyone()
        .answersText("text/plain", request -> "ready\n");

    routes.about("Documentation");
    routes
        .get(DOCS + "/openapi.json", "Get this document")
        .openToAnyone()
        .answers(JsonNode.class, request -> document());
    routes
        .get(DOCS, "Read this document in a browser")
        .openToAnyone()
        .answersText(
            "text/html",
            request -> {
              request.context().header("Content-Security-Policy", CONTENT_SECURITY_POLICY);
              return resource("page.html");
            });
    addPart("page.js", "text/javascript");
    addPart("swagger-ui-bundle.js", "text/javascript");
    addPart("swagger-ui.css", "text/css");
    this.document = OpenApi.describe(apis, routes);
  }

  private void addPart(String file, String contentType) {
    routes
        .get(DOCS + "/" + file, "Get a part of the page for browsers")
        .openToAnyone()
        .answersText(contentType, request -> resource(file));
  }

  RouteTable<ApiRequest> routes() {
    return routes;
  }

  private JsonNode document() {
    return document;
  }

  private static String resource(String file) {
    try (InputStream content =
        Objects.requireNonNull(ServerRoutes.class.getResourceAsStream("docs/" + file), file)) {
      return new String(content.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
