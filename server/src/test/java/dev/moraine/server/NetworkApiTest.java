package dev.moraine.server;

import static dev.moraine.server.RunningServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls from another address than the server's machine is known by: 127.0.0.2, and 127.0.0.3. */
class NetworkApiTest {
  private RunningServer server;

  @BeforeEach
  void start(@TempDir Path folder) {
    server = RunningServer.start(folder);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String from(String source, String path) throws Exception {
    return from(source, path, "Bearer " + server.credentials.token().value());
  }

  private String from(String source, String path, String authorization) throws Exception {
    return from(source, server.wiring.port(), path, authorization);
  }

  static String from(String source, int port, String path, String authorization) throws Exception {
    try (Socket socket = new Socket()) {
      socket.bind(new InetSocketAddress(source, 0));
      socket.connect(new InetSocketAddress("127.0.0.1", port));
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write(
              ("GET "
                      + path
                      + " HTTP/1.1\r\nHost: x\r\nAuthorization: "
                      + authorization
                      + "\r\nX-Forwarded-For: 127.0.0.1\r\nConnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private int statusFrom(String source, String path) throws Exception {
    return Integer.parseInt(from(source, path).substring(9, 12));
  }

  private void add(String body) {
    assertThat(server.post("/api/v1/networks", body).statusCode()).isEqualTo(200);
  }

  private int remove(String body) {
    return server.post("/api/v1/networks/remove", body).statusCode();
  }

  @Test
  void anotherAddressIsRefusedBeforeItIsAskedWhoCalls() throws Exception {
    String answer = from("127.0.0.2", "/api/v1/whoami", "Bearer nobody's");

    assertThat(answer)
        .startsWith("HTTP/1.1 403")
        .contains("127.0.0.2 is in no trusted network", "moraine network add");
    assertThat(statusFrom("127.0.0.2", server.p("/databases"))).isEqualTo(403);
    assertThat(statusFrom("127.0.0.1", server.p("/databases"))).isEqualTo(200);
    JsonNode event = server.awaitEvent("source=127.0.0.2&event=GetCaller");
    assertThat(event.get("outcome").asText()).isEqualTo("DENIED");
    assertThat(event.has("principal")).isFalse();
  }

  @Test
  void aNetworkOfTheServerLetsAllCallsInFromTheNextOneOn() throws Exception {
    add("{\"name\":\"office\",\"networks\":[\"127.0.0.2\",\"10.0.0.0/8\"]}");

    assertThat(statusFrom("127.0.0.2", "/api/v1/whoami")).isEqualTo(200);
    assertThat(statusFrom("127.0.0.2", server.p("/databases"))).isEqualTo(200);
    assertThat(statusFrom("127.0.0.3", "/api/v1/whoami")).isEqualTo(403);

    assertThat(remove("{\"nameOrNetwork\":\"office\"}")).isEqualTo(204);
    assertThat(statusFrom("127.0.0.2", "/api/v1/whoami")).isEqualTo(403);
    assertThat(json(server.get("/api/v1/networks")).get("networks")).isEmpty();
  }

  @Test
  void aNetworkOfACatalogLetsInWhatIsAboutIt() throws Exception {
    server.post("/api/v1/catalogs", "{\"name\":\"other\"}");
    add("{\"networks\":[\"127.0.0.2\"],\"catalog\":\"main\"}");
    add("{\"networks\":[\"127.0.0.3\"]}");

    assertThat(statusFrom("127.0.0.2", server.p("/databases"))).isEqualTo(200);
    assertThat(statusFrom("127.0.0.2", "/v1/config?warehouse=main")).isEqualTo(200);
    assertThat(statusFrom("127.0.0.2", "/api/v1/catalogs/main")).isEqualTo(200);
    assertThat(statusFrom("127.0.0.2", "/v1/config?warehouse=other")).isEqualTo(403);
    assertThat(statusFrom("127.0.0.2", "/api/v1/catalogs/other")).isEqualTo(403);
    assertThat(statusFrom("127.0.0.2", "/api/v1/whoami")).isEqualTo(403);
    assertThat(statusFrom("127.0.0.3", "/v1/config?warehouse=main")).isEqualTo(200);
  }

  @Test
  void healthAndTheDescriptionAreOpenFromEverywhere() throws Exception {
    assertThat(statusFrom("127.0.0.2", "/health/ready")).isEqualTo(200);
    assertThat(statusFrom("127.0.0.2", "/api/docs/openapi.json")).isEqualTo(200);
  }

  @Test
  void trustedNetworksAreListedWithWhoTrustsThem() {
    add("{\"networks\":[\"10.1.2.3/8\"]}");
    add("{\"networks\":[\"10.0.0.0/8\"]}");
    add("{\"networks\":[\"fd00::/8\"],\"name\":\"v6\",\"catalog\":\"main\"}");

    JsonNode networks = json(server.get("/api/v1/networks")).get("networks");

    assertThat(networks).hasSize(2);
    assertThat(networks.at("/0/network").asText()).isEqualTo("10.0.0.0/8");
    assertThat(networks.at("/0/createdBy").asText()).isEqualTo("root");
    assertThat(networks.at("/1/name").asText()).isEqualTo("v6");
    assertThat(networks.at("/1/catalog").asText()).isEqualTo("main");
  }

  @Test
  void whatIsNotThereCannotBeChanged() {
    assertThat(remove("{\"nameOrNetwork\":\"office\"}")).isEqualTo(404);
    assertThat(
            server
                .post("/api/v1/networks", "{\"networks\":[\"::1\"],\"catalog\":\"no\"}")
                .statusCode())
        .isEqualTo(404);
    assertThat(server.post("/api/v1/networks", "{\"networks\":[\"office\"]}").statusCode())
        .isEqualTo(400);
    assertThat(server.post("/api/v1/networks", "{\"networks\":[]}").statusCode()).isEqualTo(400);
  }
}
