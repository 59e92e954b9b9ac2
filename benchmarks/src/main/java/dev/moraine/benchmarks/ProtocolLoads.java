package dev.moraine.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.Identifier;

/** What requests of the protocol cost alone, without Paimon's client. */
final class ProtocolLoads {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ProtocolClient protocol;
  private final String catalog;

  private ProtocolLoads(BenchedServer server, Authorization authorization) {
    this.protocol = new ProtocolClient(server.uri(), authorization);
    this.catalog = "/v1/" + server.catalogId();
  }

  /** As the administrator. */
  static ProtocolLoads signed(BenchedServer server) {
    return signed(
        server, server.credential("dlf.access-key-id"), server.credential("dlf.access-key-secret"));
  }

  static ProtocolLoads signed(BenchedServer server, String accessKeyId, String accessKeySecret) {
    return new ProtocolLoads(
        server, new Dlf4Signer(accessKeyId, accessKeySecret, CatalogBenchmark.REGION));
  }

  static ProtocolLoads bearer(BenchedServer server) {
    return new ProtocolLoads(server, Authorization.bearer(server.credential("token")));
  }

  private String pathOfTables(String database) {
    return catalog + "/databases/" + database + "/tables";
  }

  /** Look at the tables in turn, each client beginning elsewhere. */
  List<Load.Client> readers(List<String> tables, int clients) {
    List<Load.Client> looks = new ArrayList<>();
    for (String table : tables) {
      String path = pathOfTables(PaimonCatalogs.DATABASE) + "/" + table;
      looks.add(() -> protocol.get(path));
    }
    return IntStream.range(0, clients)
        .mapToObj(client -> Load.inTurn(Load.rotated(looks, client, clients)))
        .toList();
  }

  /** Commit to new tables, of which each belongs to one client: no race is lost. */
  List<Load.Client> committers(Catalog catalog, String database, int tables, int clients)
      throws Exception {
    List<List<Load.Client>> streams = Load.parts(clients);
    for (int i = 0; i < tables; i++) {
      String name = "committed" + i;
      PaimonCatalogs.createTable(catalog, Identifier.create(database, name));
      streams
          .get(i % clients)
          .add(new CommitStream(protocol, pathOfTables(database) + "/" + name)::commit);
    }
    return streams.stream().map(Load::inTurn).toList();
  }

  /** Asks for the pages of a database's listing in turn. */
  Load.Client pages(int tables, int pageSize) {
    return new Listing(pathOfTables(PaimonCatalogs.DATABASE), tables, pageSize)::next;
  }

  /** Asks for the pages of the catalog's listing in turn. */
  Load.Client pagesOfCatalog(int tables, int pageSize) {
    return new Listing(catalog + "/tables", tables, pageSize)::next;
  }

  /** Asks for all pages of a database's listing. */
  Load.Client wholeListing(int tables, int pageSize) {
    Listing listing = new Listing(pathOfTables(PaimonCatalogs.DATABASE), tables, pageSize);
    return () -> {
      do {
        listing.next();
      } while (!listing.ended());
    };
  }

  /** One thread's. */
  private final class Listing {
    private final String path;
    private final int tables;
    private int listed;
    private String token = "";

    Listing(String pathOfTables, int tables, int pageSize) {
      this.path = pathOfTables + "?maxResults=" + pageSize;
      this.tables = tables;
    }

    void next() throws IOException, InterruptedException {
      JsonNode page =
          JSON.readTree(protocol.get(path + (token.isEmpty() ? "" : "&pageToken=" + token)));
      listed += page.path("tables").size();
      token = page.path("nextPageToken").asText();
      if (ended()) {
        if (listed != tables) {
          throw new IllegalStateException(
              listed + " tables were listed, not the " + tables + " that there are");
        }
        listed = 0;
      }
    }

    boolean ended() {
      return token.isEmpty();
    }
  }
}
