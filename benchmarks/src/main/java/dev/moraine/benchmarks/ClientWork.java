package dev.moraine.benchmarks;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.Identifier;

/**
 * The child process's end of {@link ClientJvm}: takes orders from its input until that ends.
 *
 * <p>Runs with versions of Paimon that it was not compiled with, so it keeps to what they share.
 */
final class ClientWork {
  static final int CLIENTS = 8;
  static final int TABLES = 1000;
  static final int COMMITTED_TABLES_EACH = 10;

  private final Catalog catalog;
  private final List<String> names = IntStream.range(0, TABLES).mapToObj(i -> "t" + i).toList();

  private final String databases;

  private ClientWork(Catalog catalog, String databases) {
    this.catalog = catalog;
    this.databases = databases;
  }

  /**
   * @param arguments what the names of its databases begin with
   */
  public static void main(String[] arguments) throws Exception {
    // Threads of libraries would keep the process, and whoever waits for its answer.
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, failure) -> {
          failure.printStackTrace();
          Runtime.getRuntime().halt(1);
        });
    DataOutputStream answers = new DataOutputStream(new BufferedOutputStream(System.out));
    // What libraries print is no answer.
    System.setOut(System.err);
    DataInputStream orders = new DataInputStream(new BufferedInputStream(System.in));
    Map<String, String> options = new HashMap<>();
    for (int left = orders.readInt(); left > 0; left--) {
      options.put(orders.readUTF(), orders.readUTF());
    }
    ClientWork work = new ClientWork(PaimonCatalogs.open(options), arguments[0]);
    for (int load = orders.read(); load >= 0; load = orders.read()) {
      Load.Measurement measured =
          work.measure(
              ClientLoad.values()[load], orders.readInt(), Duration.ofNanos(orders.readLong()));
      answers.writeLong(measured.elapsedNanos());
      answers.writeInt(measured.latencies().length);
      for (long latency : measured.latencies()) {
        answers.writeLong(latency);
      }
      answers.flush();
    }
    // Threads of Hive's and Paimon's clients would keep the process.
    System.exit(0);
  }

  private Load.Measurement measure(ClientLoad load, int round, Duration duration) throws Exception {
    return switch (load) {
      case CREATE_TABLE -> createTables(round);
      case GET_TABLE -> Load.run(readers(), duration);
      case LIST_TABLES -> Load.run(List.of(this::list), duration);
      case COMMIT ->
          PaimonCatalogs.commitToNewTables(
              catalog,
              databases + "_committed" + round,
              CLIENTS * COMMITTED_TABLES_EACH,
              CLIENTS,
              duration);
    };
  }

  private Load.Measurement createTables(int round) throws Exception {
    String database = created(round);
    catalog.createDatabase(database, false);
    List<Load.Client> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      List<Load.Client> creations = new ArrayList<>();
      for (String name : Load.rotated(names, i, CLIENTS).subList(0, TABLES / CLIENTS)) {
        Identifier identifier = Identifier.create(database, name);
        creations.add(() -> PaimonCatalogs.createTable(catalog, identifier));
      }
      clients.add(Load.inTurn(creations));
    }
    return Load.run(clients, TABLES / CLIENTS);
  }

  private String created(int round) {
    return databases + "_created" + round;
  }

  private List<Load.Client> readers() {
    return IntStream.range(0, CLIENTS)
        .mapToObj(i -> PaimonCatalogs.reader(catalog, created(0), Load.rotated(names, i, CLIENTS)))
        .toList();
  }

  private void list() throws Exception {
    Set<String> listed = new HashSet<>(catalog.listTables(created(0)));
    if (!listed.equals(Set.copyOf(names))) {
      throw new IllegalStateException(
          listed.size() + " tables were listed, not the " + TABLES + " that there are");
    }
  }
}
