package dev.moraine.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.moraine.audit.Audit;
import dev.moraine.audit.AuditEvent;
import dev.moraine.audit.AuditLog;
import dev.moraine.audit.AuditQuery;
import dev.moraine.catalog.ClientSoftware;
import dev.moraine.catalog.PageRequest;
import dev.moraine.catalog.commit.CommitSteps;
import dev.moraine.catalog.commit.CommitTurns;
import dev.moraine.identity.Administrator.FirstCredentials;
import dev.moraine.persistence.MetadataDatabase;
import dev.moraine.server.http.Json;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * A server in this process, asked over real sockets; with the catalog {@code main}. Whatever passes
 * is as the OpenAPI document says.
 */
final class RunningServer implements AutoCloseable {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final DataDirectory data;
  final Wiring wiring;
  final DocumentedTraffic traffic;
  final FirstCredentials credentials;
  final String prefix;

  private RunningServer(DataDirectory data, Optional<SignInOptions.Rule> signIn) {
    this.data = data;
    this.wiring =
        Wiring.start(optionsOf(data, 0, Optional.empty(), signIn), data, CommitSteps.UNOBSERVED);
    this.traffic =
        new DocumentedTraffic(json(exchange(anonymous("/api/docs/openapi.json").GET().build())));
    this.credentials = wiring.firstCredentials().orElseThrow();
    this.prefix = json(post("/api/v1/catalogs", "{\"name\":\"main\"}")).get("id").asText();
  }

  static RunningServer start(Path folder) {
    return new RunningServer(DataDirectory.take(folder.resolve("data")), Optional.empty());
  }

  /** Where users sign in elsewhere. */
  static RunningServer start(Path folder, SignInOptions.Rule signIn) {
    return new RunningServer(DataDirectory.take(folder.resolve("data")), Optional.of(signIn));
  }

  /** On this machine, without engines. */
  static ServerOptions optionsOf(DataDirectory data, int port) {
    return optionsOf(data, port, Optional.empty());
  }

  static ServerOptions optionsOf(DataDirectory data, int port, Optional<PostgresLogin> postgres) {
    return optionsOf(data, port, postgres, Optional.empty());
  }

  private static ServerOptions optionsOf(
      DataDirectory data,
      int port,
      Optional<PostgresLogin> postgres,
      Optional<SignInOptions.Rule> signIn) {
    return new ServerOptions(
        data.root(),
        "127.0.0.1",
        List.of(),
        port,
        "moraine-local",
        "localhost",
        postgres,
        Optional.empty(),
        signIn,
        ClientSoftware.KNOWN_TO_ENFORCE,
        new AuditOptions.Rule(Audit.Coverage.ALL, Duration.ofDays(180)),
        CommitTurns.LostCommits.REBASE,
        Set.of(),
        data.root(),
        Optional.empty());
  }

  static JsonNode json(HttpResponse<String> response) {
    return Json.readTree(response.body());
  }

  HttpResponse<String> get(String path) {
    return send(request(path).GET());
  }

  HttpResponse<String> delete(String path) {
    return send(request(path).DELETE());
  }

  HttpResponse<String> post(String path, String body) {
    return send(request(path).POST(HttpRequest.BodyPublishers.ofString(body)), Optional.of(body));
  }

  /** As the owner of a token, who is another than the administrator. */
  HttpResponse<String> sendAs(String token, String method, String path, String body) {
    return sendAs(token, method, path, body, Map.of());
  }

  HttpResponse<String> sendAs(
      String token, String method, String path, String body, Map<String, String> headers) {
    HttpRequest.Builder request =
        anonymous(path)
            .header("Authorization", "Bearer " + token)
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    headers.forEach(request::header);
    return send(request, Optional.of(body));
  }

  /** Below the prefix of the catalog {@code main}. */
  String p(String path) {
    return "/v1/" + prefix + path;
  }

  HttpRequest.Builder request(String path) {
    return anonymous(path).header("Authorization", "Bearer " + credentials.token().value());
  }

  HttpRequest.Builder anonymous(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + wiring.port() + path));
  }

  /** The answer is as the document says. */
  HttpResponse<String> send(HttpRequest.Builder request) {
    return send(request, Optional.empty());
  }

  private HttpResponse<String> send(HttpRequest.Builder builder, Optional<String> body) {
    HttpRequest request = builder.build();
    HttpResponse<String> response = exchange(request);
    traffic.check(request, body, response);
    return response;
  }

  private static HttpResponse<String> exchange(HttpRequest request) {
    try {
      return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Sends a request target as it stands, which no client library would. */
  int statusOfRaw(String target, boolean anonymous) throws IOException {
    return Integer.parseInt(
        answersToRaw(rawGet(target, anonymous, "Connection: close")).substring(9, 12));
  }

  String rawGet(String target, boolean anonymous, String header) {
    String authorization =
        anonymous ? "" : "Authorization: Bearer " + credentials.token().value() + "\r\n";
    return "GET %s HTTP/1.1\r\nHost: x\r\n%s%s\r\n\r\n".formatted(target, authorization, header);
  }

  /** All that comes back on one connection until the server closes it. */
  String answersToRaw(String requests) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", wiring.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(requests.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  /** The audit row of a call that was made. */
  JsonNode audited(HttpResponse<String> response) {
    String id = response.headers().firstValue("x-request-id").orElseThrow();
    return awaitEvent("requestId=" + id);
  }

  /** The newest audit row that a query finds, as soon as there is one. */
  JsonNode awaitEvent(String query) {
    Instant deadline = Instant.now().plusSeconds(10);
    while (Instant.now().isBefore(deadline)) {
      JsonNode event =
          json(exchange(request("/api/v1/audit?" + query).GET().build())).at("/events/0");
      if (event.isObject()) {
        return event;
      }
      LockSupport.parkNanos(10_000_000);
    }
    throw new AssertionError("No audit row has come for " + query);
  }

  // Everything that was called, and nothing lost at the stop.
  private void requireAudited() {
    Set<String> missing = new HashSet<>(traffic.requestIds());
    try (MetadataDatabase database = MetadataDatabase.openSqlite(data.metadataFile())) {
      AuditLog log = database.auditLog();
      Optional<String> after = Optional.empty();
      do {
        List<AuditEvent> events =
            log.find(
                new AuditQuery(
                    Map.of(), Optional.empty(), Optional.empty(), new PageRequest(1_000, after)));
        events.forEach(event -> missing.remove(event.requestId().toString()));
        after =
            events.isEmpty()
                ? Optional.empty()
                : Optional.of(events.get(events.size() - 1).requestId().toString());
      } while (after.isPresent());
    }
    assertThat(missing).as("calls without an audit row").isEmpty();
  }

  @Override
  public void close() {
    wiring.close();
    requireAudited();
    data.close();
  }
}
