package dev.moraine.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The server, on SQLite and on PostgreSQL, beside a Hive Metastore on the same PostgreSQL; each
 * through Paimon's own client.
 */
final class HiveBenchmark {
  private static final String SQLITE = "Moraine on SQLite";
  private static final String POSTGRES = "Moraine on PostgreSQL";

  private final Path distribution;
  private final int rounds;
  private final Duration duration;
  private final Progress progress;

  HiveBenchmark(Path distribution, int rounds, Duration duration, Progress progress) {
    this.distribution = distribution;
    this.rounds = rounds;
    this.duration = duration;
    this.progress = progress;
  }

  /** A catalog, and a process with clients of it. */
  private record Contender(String name, ClientJvm clients) implements AutoCloseable {
    String doing(ClientLoad load) {
      return load + ", " + name;
    }

    @Override
    public void close() {
      clients.close();
    }
  }

  List<ResultTable> run() throws Exception {
    Peers peers = Peers.of(distribution);
    progress.tell("starting a PostgreSQL, a Hive Metastore and two servers");
    try (BenchedPostgres postgres = BenchedPostgres.start();
        HiveMetastore hive = HiveMetastore.start(peers, postgres);
        BenchedServer sqlite = BenchedServer.start(distribution, "none", List.of(), progress);
        BenchedServer shared = BenchedServer.startOn(postgres, "moraine", distribution, progress);
        Contender metastore =
            contender(
                "Hive Metastore " + peers.hiveVersion(),
                peers,
                peers.olderPaimon(),
                hive.options(ClientWork.CLIENTS),
                hive.neighbour("client.err"));
        Contender sqliteOlder = contender(SQLITE, peers, peers.olderPaimon(), sqlite);
        Contender sharedOlder = contender(POSTGRES, peers, peers.olderPaimon(), shared);
        Contender sqliteNewer = contender(SQLITE, peers, peers.newerPaimon(), sqlite);
        Contender sharedNewer = contender(POSTGRES, peers, peers.newerPaimon(), shared)) {
      List<Contender> contenders =
          List.of(metastore, sqliteOlder, sharedOlder, sqliteNewer, sharedNewer);
      Rounds measured = new Rounds();
      for (ClientLoad load : ClientLoad.values()) {
        for (Contender each : contenders) {
          measured.addWork(
              each.doing(load),
              Rounds.NO_SERVER,
              round -> period -> each.clients().measure(load, round, period));
        }
      }
      measured.run(rounds, duration, progress);
      return Stream.of(ClientLoad.values()).map(load -> table(load, measured, contenders)).toList();
    }
  }

  private static Contender contender(String name, Peers peers, Path paimon, BenchedServer server)
      throws IOException {
    return contender(
        name,
        peers,
        paimon,
        PaimonCatalogs.options(server),
        server.neighbour("client-" + Peers.paimonVersion(paimon) + ".err"));
  }

  private static Contender contender(
      String name, Peers peers, Path paimon, Map<String, String> options, Path errors)
      throws IOException {
    String version = Peers.paimonVersion(paimon);
    return new Contender(
        name + ", client " + version,
        ClientJvm.start(
            peers.clientClassPath(paimon), "client_" + version.replace('.', '_'), options, errors));
  }

  private ResultTable table(ClientLoad load, Rounds measured, List<Contender> contenders) {
    String metastore = contenders.get(0).doing(load);
    List<List<String>> rows = new ArrayList<>();
    for (Contender each : contenders) {
      List<String> row = new ArrayList<>(List.of(each.name()));
      row.addAll(measured.figures(each.doing(load)));
      row.add(
          ResultTable.ratio(
              measured.ratio(each.doing(load), metastore, Load.Measurement::perSecond)));
      rows.add(row);
    }
    return new ResultTable(
        "Beside Hive Metastore: " + load,
        Rounds.header(List.of(""), List.of("this / Hive Metastore")),
        rows,
        notes(load));
  }

  private List<String> notes(ClientLoad load) {
    List<String> notes = new ArrayList<>();
    notes.add(
        "Medians of %d rounds of %s; lowest and highest are rounds too; ratios are made within a round."
            .formatted(
                rounds,
                load == ClientLoad.CREATE_TABLE
                    ? "%,d tables in a new database".formatted(ClientWork.TABLES)
                    : duration.toSeconds() + " s"));
    if (load == ClientLoad.COMMIT) {
      notes.add("Each round has new tables, opened before; their rows were counted at its end.");
      notes.add(
          "Beside Hive Metastore, Paimon's client commits by renaming a file, takes no lock by"
              + " default and syncs nothing; the server syncs each commit to disk.");
    }
    return notes;
  }
}
