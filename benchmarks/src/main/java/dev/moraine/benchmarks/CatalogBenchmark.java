package dev.moraine.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.paimon.catalog.Catalog;

/** The server alone: looks at tables and commits, and the same without a server. */
final class CatalogBenchmark {
  static final String REGION = "moraine-local";

  private static final int CLIENTS = 8;
  private static final int COMMITTED_TABLES = 100;

  private static final String GET_SIGNED = "getTable, signed requests";
  private static final String GET_BEARER = "getTable, bearer token";
  private static final String COMMIT = "commit, signed requests";
  private static final String CLIENT_GET = "getTable, Paimon's client on the server";
  private static final String FOLDER_GET = "getTable, Paimon's filesystem catalog";
  private static final String CLIENT_WRITE = "write of 10 rows, through the server";
  private static final String FOLDER_WRITE = "write of 10 rows, filesystem catalog";

  private final Path distribution;
  private final int tables;
  private final int rounds;
  private final Duration duration;
  private final Progress progress;

  CatalogBenchmark(
      Path distribution, int tables, int rounds, Duration duration, Progress progress) {
    this.distribution = distribution;
    this.tables = tables;
    this.rounds = rounds;
    this.duration = duration;
    this.progress = progress;
  }

  List<ResultTable> run() throws Exception {
    try (BenchedServer server = BenchedServer.start(distribution, "none", List.of(), progress);
        Catalog ours = PaimonCatalogs.ofServer(server);
        Catalog folder = PaimonCatalogs.ofFolder(server)) {
      List<String> names = IntStream.range(0, tables).mapToObj(i -> "t" + i).toList();
      progress.tell("making " + tables + " tables in each catalog");
      ours.createDatabase(PaimonCatalogs.DATABASE, false);
      folder.createDatabase(PaimonCatalogs.DATABASE, false);
      for (String name : names) {
        PaimonCatalogs.createTable(ours, name);
        PaimonCatalogs.createTable(folder, name);
      }
      Rounds measured = new Rounds();
      ProtocolLoads signed = ProtocolLoads.signed(server);
      ProtocolLoads bearer = ProtocolLoads.bearer(server);
      List<Load.Client> committers =
          signed.committers(ours, PaimonCatalogs.DATABASE, COMMITTED_TABLES, CLIENTS);
      measured.add(GET_SIGNED, server::processorTime, round -> signed.readers(names, CLIENTS));
      measured.add(GET_BEARER, server::processorTime, round -> bearer.readers(names, CLIENTS));
      measured.add(COMMIT, server::processorTime, round -> committers);
      measured.add(
          CLIENT_GET,
          server::processorTime,
          round -> List.of(PaimonCatalogs.reader(ours, PaimonCatalogs.DATABASE, names)));
      measured.add(
          FOLDER_GET,
          Rounds.NO_SERVER,
          round -> List.of(PaimonCatalogs.reader(folder, PaimonCatalogs.DATABASE, names)));
      // A new table each time: a commit is the slower, the more there is to read before it.
      measured.add(CLIENT_WRITE, server::processorTime, round -> List.of(writer(ours, round)));
      measured.add(FOLDER_WRITE, Rounds.NO_SERVER, round -> List.of(writer(folder, round)));
      measured.run(rounds, duration, progress);
      return List.of(throughput(measured), ratios(measured));
    }
  }

  private static Load.Client writer(Catalog catalog, int round) throws Exception {
    return PaimonCatalogs.writer(PaimonCatalogs.createTable(catalog, "written" + round));
  }

  private ResultTable throughput(Rounds measured) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(row(measured, GET_SIGNED, CLIENTS, true));
    rows.add(row(measured, GET_BEARER, CLIENTS, true));
    rows.add(row(measured, COMMIT, CLIENTS, true));
    rows.add(row(measured, CLIENT_GET, 1, true));
    rows.add(row(measured, FOLDER_GET, 1, false));
    rows.add(row(measured, CLIENT_WRITE, 1, true));
    rows.add(row(measured, FOLDER_WRITE, 1, false));
    return new ResultTable(
        "Catalog",
        Rounds.header(List.of("", "clients"), List.of("server CPU each")),
        rows,
        List.of(
            "Medians of %d rounds of %d s each; lowest and highest are rounds too."
                .formatted(rounds, duration.toSeconds()),
            "%d tables of the second tutorial's schema; commits go to %d others."
                .formatted(tables, COMMITTED_TABLES),
            "The clients run on the same processors as the server.",
            "The server syncs each commit to disk (SQLite synchronous=FULL, snapshot file and its"
                + " folder synced); Paimon's filesystem catalog syncs nothing."));
  }

  private static List<String> row(Rounds measured, String name, int clients, boolean onServer) {
    List<String> row = new ArrayList<>(List.of(name, Integer.toString(clients)));
    row.addAll(measured.figures(name));
    row.add(onServer ? measured.processorTimeEach(name) : "-");
    return row;
  }

  private ResultTable ratios(Rounds measured) {
    return new ResultTable(
        "Catalog, with the server against without",
        List.of("", "per second, server / filesystem", "p50, server / filesystem"),
        List.of(
            ratio(measured, "getTable", CLIENT_GET, FOLDER_GET),
            ratio(measured, "write of 10 rows", CLIENT_WRITE, FOLDER_WRITE)),
        List.of("Medians of the ratios of each round."));
  }

  private static List<String> ratio(Rounds measured, String what, String server, String folder) {
    return List.of(
        what,
        ResultTable.ratio(measured.ratio(server, folder, Load.Measurement::perSecond)),
        ResultTable.ratio(measured.ratio(server, folder, each -> each.percentile(50))));
  }
}
