package dev.moraine.dlf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.CatalogFactory;
import org.apache.paimon.options.Options;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a server that only knows {@code /v1/config}, which is all that opening asks for. */
class DlfCatalogFactoryTest {
  private final List<String> authorizations = new CopyOnWriteArrayList<>();
  private final Map<String, String> announced = new HashMap<>();
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    announced.put("prefix", "lake");
    announced.put("moraine.region", "cn-hangzhou");
    announced.put("moraine.catalog.location", "file:/lake/wh");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v1/config",
        exchange -> {
          authorizations.add(exchange.getRequestHeaders().getFirst("Authorization"));
          byte[] body = config().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void paimonFindsTheFactoryByItsIdentifier() throws Exception {
    Map<String, String> statement = statement();
    statement.put("warehouse", "/lake/wh/");

    try (Catalog catalog =
        CatalogFactory.createCatalog(CatalogContext.create(Options.fromMap(statement)))) {
      assertThat(catalog.options()).containsEntry("prefix", "lake");
    }

    assertThat(authorizations).hasSize(1).first().asString().contains("/cn-hangzhou/");
  }

  @Test
  void aWarehouseElsewhereIsRefusedWithBothLocations() {
    Map<String, String> statement = statement();
    statement.put("warehouse", "oss://elsewhere/wh");

    assertThatThrownBy(() -> open(statement))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("oss://elsewhere/wh")
        .hasMessageContaining("file:/lake/wh");
  }

  @Test
  void aRegionOtherThanTheServersIsRefused() {
    Map<String, String> statement = statement();
    statement.put("dlf.catalog.region", "us-west-1");

    assertThatThrownBy(() -> open(statement))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("us-west-1")
        .hasMessageContaining("cn-hangzhou");
  }

  @Test
  void theServersRegionIsUsedWhenNobodyNamesOne() throws Exception {
    Map<String, String> statement = statement();
    statement.remove("dlf.catalog.region");

    open(statement).close();

    assertThat(authorizations).hasSize(2).last().asString().contains("/cn-hangzhou/");
  }

  @Test
  void aRegionThatNobodyKnowsIsToldByItsOption() {
    announced.remove("moraine.region");
    Map<String, String> statement = statement();
    statement.remove("dlf.catalog.region");

    assertThatThrownBy(() -> open(statement))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("dlf.catalog.region");
  }

  private static Catalog open(Map<String, String> statement) {
    return new DlfCatalogFactory(new HashMap<>())
        .create(CatalogContext.create(Options.fromMap(statement)));
  }

  private Map<String, String> statement() {
    Map<String, String> statement = new HashMap<>();
    statement.put("metastore", "dlf");
    statement.put("dlf.catalog.id", "lake");
    statement.put("dlf.catalog.endpoint", "127.0.0.1:" + server.getAddress().getPort());
    statement.put("dlf.catalog.accessKeyId", "AK");
    statement.put("dlf.catalog.accessKeySecret", "SK");
    statement.put("dlf.catalog.region", "cn-hangzhou");
    return statement;
  }

  private String config() {
    StringBuilder overrides = new StringBuilder();
    announced.forEach(
        (key, value) ->
            overrides
                .append(overrides.length() == 0 ? "" : ",")
                .append('"')
                .append(key)
                .append("\":\"")
                .append(value)
                .append('"'));
    return "{\"defaults\":{},\"overrides\":{" + overrides + "}}";
  }
}
