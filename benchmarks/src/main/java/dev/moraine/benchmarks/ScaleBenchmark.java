package dev.moraine.benchmarks;

import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.paimon.catalog.Catalog;

/**
 * Servers with few and with many tables, on SQLite and on PostgreSQL: what a look at one table, a
 * page of a listing and a commit cost in each.
 */
final class ScaleBenchmark {
  private static final int CLIENTS = 8;
  private static final int PAGE = 1_000;
  private static final int COMMITTED_TABLES = 100;
  private static final int FEW = 100;
  private static final int MANY = 10_000;
  private static final int MOST = 100_000;

  private static final String GET = "getTable, signed requests";
  private static final String CLIENT_GET = "getTable, Paimon's client";
  private static final String LIST_PAGE = "a page of 1,000";
  private static final String LIST_CATALOG = "a page of 1,000, catalog's listing";
  private static final String LIST_ALL = "the whole listing";
  private static final String COMMIT = "commit, signed requests";
  private static final String CLIENT_COMMIT = "write of 10 rows";
  private static final String FOLDER_COMMIT = CLIENT_COMMIT + ", filesystem catalog";

  private final Path distribution;
  private final int rounds;
  private final Duration duration;
  private final Progress progress;

  ScaleBenchmark(Path distribution, int rounds, Duration duration, Progress progress) {
    this.distribution = distribution;
    this.rounds = rounds;
    this.duration = duration;
    this.progress = progress;
  }

  /** A server with so many tables. */
  private record Filled(String database, int tables, BenchedServer server, Catalog catalog)
      implements AutoCloseable {
    String doing(String load) {
      return load + ", " + this;
    }

    @Override
    public void close() throws Exception {
      catalog.close();
      server.close();
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%s, %,d tables", database, tables);
    }
  }

  List<ResultTable> run() throws Exception {
    List<Filled> servers = new ArrayList<>();
    try (BenchedPostgres postgres = BenchedPostgres.start()) {
      for (int tables : List.of(FEW, MANY, MOST)) {
        servers.add(
            filled(
                "SQLite", tables, BenchedServer.start(distribution, "none", List.of(), progress)));
        servers.add(
            filled(
                "PostgreSQL",
                tables,
                BenchedServer.startOn(postgres, "moraine" + tables, distribution, progress)));
      }
      try (Catalog folder = PaimonCatalogs.ofFolder(servers.get(0).server())) {
        Rounds measured = new Rounds();
        for (Filled each : servers) {
          addLooks(measured, each);
          if (each.tables() > PAGE) {
            addListings(measured, each);
          }
        }
        for (Filled each : having(servers, MANY)) {
          addCommits(measured, each);
        }
        measured.addWork(
            FOLDER_COMMIT, Rounds.NO_SERVER, round -> period -> commit(folder, round, period));
        measured.run(rounds, duration, progress);
        return List.of(
            looks(measured, servers),
            listings(measured, servers),
            commits(measured, having(servers, MANY)),
            heaps(servers));
      } finally {
        for (Filled each : servers) {
          each.close();
        }
      }
    }
  }

  private Filled filled(String database, int tables, BenchedServer server) throws Exception {
    Filled filled = new Filled(database, tables, server, PaimonCatalogs.ofServer(server));
    progress.tell("filling " + filled);
    filled.catalog().createDatabase(PaimonCatalogs.DATABASE, false);
    PaimonCatalogs.createTable(filled.catalog(), "t0");
    try (Connection metadata = server.openMetadata()) {
      TableCopies.fill(metadata, tables);
    }
    return filled;
  }

  private static List<Filled> having(List<Filled> servers, int tables) {
    return servers.stream().filter(each -> each.tables() == tables).toList();
  }

  private static void addLooks(Rounds measured, Filled filled) {
    List<String> names =
        new ArrayList<>(IntStream.range(0, filled.tables()).mapToObj(i -> "t" + i).toList());
    // Neighbours share pages of the database; the same ones in every run.
    Collections.shuffle(names, new Random(1));
    BenchedServer server = filled.server();
    ProtocolLoads signed = ProtocolLoads.signed(server);
    List<Load.Client> looks = signed.readers(names, CLIENTS);
    measured.add(filled.doing(GET), server::processorTime, round -> looks);
    List<Load.Client> clientLooks =
        IntStream.range(0, CLIENTS)
            .mapToObj(
                client ->
                    PaimonCatalogs.reader(
                        filled.catalog(),
                        PaimonCatalogs.DATABASE,
                        Load.rotated(names, client, CLIENTS)))
            .toList();
    measured.add(filled.doing(CLIENT_GET), server::processorTime, round -> clientLooks);
  }

  private static void addListings(Rounds measured, Filled filled) {
    BenchedServer server = filled.server();
    ProtocolLoads signed = ProtocolLoads.signed(server);
    measured.add(
        filled.doing(LIST_PAGE),
        server::processorTime,
        round -> List.of(signed.pages(filled.tables(), PAGE)));
    if (filled.tables() == MOST) {
      measured.add(
          filled.doing(LIST_CATALOG),
          server::processorTime,
          round -> List.of(signed.pagesOfCatalog(filled.tables(), PAGE)));
      measured.add(
          filled.doing(LIST_ALL),
          server::processorTime,
          round -> List.of(signed.wholeListing(filled.tables(), PAGE)));
    }
  }

  private static void addCommits(Rounds measured, Filled filled) throws Exception {
    String database = "requests";
    filled.catalog().createDatabase(database, false);
    List<Load.Client> committers =
        ProtocolLoads.signed(filled.server())
            .committers(filled.catalog(), database, COMMITTED_TABLES, CLIENTS);
    measured.add(filled.doing(COMMIT), filled.server()::processorTime, round -> committers);
    measured.addWork(
        filled.doing(CLIENT_COMMIT),
        filled.server()::processorTime,
        round -> period -> commit(filled.catalog(), round, period));
  }

  private static Load.Measurement commit(Catalog catalog, int round, Duration period)
      throws Exception {
    return PaimonCatalogs.commitToNewTables(
        catalog, "written" + round, COMMITTED_TABLES, CLIENTS, period);
  }

  private ResultTable looks(Rounds measured, List<Filled> servers) {
    List<List<String>> rows = new ArrayList<>();
    for (String load : List.of(GET, CLIENT_GET)) {
      for (Filled few : having(servers, FEW)) {
        for (Filled each : servers) {
          if (each.database().equals(few.database())) {
            List<String> row = row(measured, each.doing(load), each.doing(load));
            row.add(
                ResultTable.ratio(
                    measured.ratio(
                        few.doing(load), each.doing(load), Load.Measurement::perSecond)));
            rows.add(row);
          }
        }
      }
    }
    return new ResultTable(
        "getTable, by how many tables there are",
        Rounds.header(List.of(""), List.of("server CPU each", "100 tables / this")),
        rows,
        List.of(
            medians(),
            "%d clients; the tables in random order. Each number of tables has a server of its own."
                .formatted(CLIENTS),
            "Ratios are those of the rates within a round."));
  }

  private static ResultTable listings(Rounds measured, List<Filled> servers) {
    List<List<String>> rows = new ArrayList<>();
    for (Filled each : servers) {
      if (each.tables() > PAGE) {
        rows.add(row(measured, each.doing(LIST_PAGE), each.doing(LIST_PAGE)));
      }
    }
    for (String load : List.of(LIST_CATALOG, LIST_ALL)) {
      for (Filled each : having(servers, MOST)) {
        rows.add(row(measured, each.doing(load), each.doing(load)));
      }
    }
    return new ResultTable(
        "Listings",
        Rounds.header(List.of(""), List.of("server CPU each")),
        rows,
        List.of("One client, signed requests; one page after the other, over and over."));
  }

  private ResultTable commits(Rounds measured, List<Filled> servers) {
    List<List<String>> rows = new ArrayList<>();
    for (String load : List.of(COMMIT, CLIENT_COMMIT)) {
      for (Filled each : servers) {
        List<String> row = row(measured, load + ", " + each.database(), each.doing(load));
        row.add(
            load.equals(COMMIT)
                ? "-"
                : ResultTable.ratio(
                    measured.ratio(each.doing(load), FOLDER_COMMIT, Load.Measurement::perSecond)));
        rows.add(row);
      }
    }
    List<String> folder = new ArrayList<>(List.of(FOLDER_COMMIT));
    folder.addAll(measured.figures(FOLDER_COMMIT));
    folder.addAll(List.of("-", ResultTable.ratio(1)));
    rows.add(folder);
    return new ResultTable(
        "Commits to 100 tables",
        Rounds.header(List.of(""), List.of("server CPU each", "this / filesystem catalog")),
        rows,
        List.of(
            medians(),
            String.format(
                Locale.ROOT,
                "%d clients, each with tables of its own, on servers with %,d others.",
                CLIENTS,
                MANY),
            "Rows are written by Paimon's client, to new tables in each round, and counted at its"
                + " end.",
            "The server syncs each commit to disk; Paimon's filesystem catalog syncs nothing."));
  }

  private static ResultTable heaps(List<Filled> servers) throws Exception {
    List<List<String>> rows = new ArrayList<>();
    for (Filled each : servers) {
      rows.add(
          List.of(
              each.toString(),
              String.format(
                  Locale.ROOT, "%.0f MB", each.server().liveHeap() / (double) (1 << 20))));
    }
    return new ResultTable(
        "The servers' heaps after all of this",
        List.of("", "in use after a collection"),
        rows,
        List.of("Each server ran with a heap of 512 MB at most."));
  }

  private static List<String> row(Rounds measured, String title, String load) {
    List<String> row = new ArrayList<>(List.of(title));
    row.addAll(measured.figures(load));
    row.add(measured.processorTimeEach(load));
    return row;
  }

  private String medians() {
    return "Medians of %d rounds of %d s each; lowest and highest are rounds too."
        .formatted(rounds, duration.toSeconds());
  }
}
