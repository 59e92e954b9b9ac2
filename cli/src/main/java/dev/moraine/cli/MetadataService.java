package dev.moraine.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a cloud's metadata service tells the processes of a machine about its role: the role's name,
 * and credentials for it.
 *
 * <p>Source: paimon-api {@code DLFECSTokenLoader} and {@code DLFToken}, which asks with the one
 * path and the other appended.
 */
final class MetadataService implements AutoCloseable {
  // Paimon's default has it with a capital letter, the cloud's own tools without.
  private static final Pattern PATH =
      Pattern.compile("/latest/meta-data/[Rr]am/security-credentials/?(.*)");
  private static final DateTimeFormatter EXPIRATION =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String role;
  private final RoleCredentials credentials;
  private final HttpServer http;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  private MetadataService(String role, RoleCredentials credentials, HttpServer http) {
    this.role = role;
    this.credentials = credentials;
    this.http = http;
  }

  /**
   * @throws CommandFailure when nothing can listen there
   */
  static MetadataService start(
      InetSocketAddress address, String role, RoleCredentials credentials) {
    try {
      MetadataService service =
          new MetadataService(role, credentials, HttpServer.create(address, 0));
      service.http.setExecutor(service.threads);
      service.http.createContext("/", service::handle);
      service.http.start();
      return service;
    } catch (BindException e) {
      throw new CommandFailure(
          "Nothing can listen on "
              + address.getAddress().getHostAddress()
              + ":"
              + address.getPort()
              + " ("
              + e.getMessage()
              + "); ports below 1024 take root, and another one is named with --listen");
    } catch (IOException e) {
      throw new CommandFailure("The node agent cannot listen: " + e.getMessage());
    }
  }

  InetSocketAddress address() {
    return http.getAddress();
  }

  private record Answer(int status, String contentType, String body) {
    static Answer refusal(int status, String sentence) {
      return new Answer(status, "text/plain; charset=utf-8", sentence);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer = answer(exchange);
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", answer.contentType());
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      exchange.sendResponseHeaders(answer.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private Answer answer(HttpExchange exchange) {
    if (!LocalAddress.isOfThisMachine(exchange.getRemoteAddress().getAddress())) {
      return Answer.refusal(403, "Only processes of this machine are told credentials");
    }
    // Whoever is behind a proxy need not be of this machine, though the proxy is.
    if (exchange.getRequestHeaders().containsKey("X-Forwarded-For")) {
      return Answer.refusal(403, "A request that was passed on is told no credentials");
    }
    Matcher path = PATH.matcher(exchange.getRequestURI().getPath());
    if (!path.matches()) {
      return Answer.refusal(404, "There is nothing at this path");
    }
    if (!exchange.getRequestMethod().equals("GET")) {
      return Answer.refusal(405, "Credentials are asked for with GET");
    }
    if (path.group(1).isEmpty()) {
      return new Answer(200, "text/plain; charset=utf-8", role);
    }
    if (!path.group(1).equals(role)) {
      return Answer.refusal(404, "This node is in role " + role + " and in no other");
    }
    return credentials
        .current()
        .map(each -> new Answer(200, "application/json", toJson(each)))
        .orElseGet(
            () ->
                Answer.refusal(
                    503, "There are no credentials at present; the node agent's output says why"));
  }

  private static String toJson(RoleCredentials.Temporary credentials) {
    return JSON.createObjectNode()
        .put("Code", "Success")
        .put("AccessKeyId", credentials.accessKeyId())
        .put("AccessKeySecret", credentials.accessKeySecret())
        .put("SecurityToken", credentials.securityToken())
        .put("Expiration", EXPIRATION.format(credentials.expiresAt()))
        .toString();
  }

  @Override
  public void close() {
    http.stop(0);
    threads.shutdownNow();
  }
}
