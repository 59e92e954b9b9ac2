package dev.moraine.server;

import dev.moraine.access.Network;
import dev.moraine.catalog.ClientSoftware;
import dev.moraine.catalog.commit.CommitSteps;
import dev.moraine.catalog.commit.CommitTurns;
import dev.moraine.engines.Engine;
import dev.moraine.error.InvalidRequest;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The server's command line. */
@Command(
    name = "moraine up",
    mixinStandardHelpOptions = true,
    description = "Starts the catalog server and stays until Ctrl-C.",
    sortOptions = false)
final class Main implements Callable<Integer> {
  private static final int CANNOT_START = 2;

  @Mixin private MetadataOptions where = new MetadataOptions();

  @Option(
      names = "--host",
      description = "The address to listen on (default: ${DEFAULT-VALUE}, this machine only).",
      defaultValue = "127.0.0.1")
  private String host = "127.0.0.1";

  @Option(
      names = "--trust",
      paramLabel = "NETWORK",
      split = ",",
      description =
          "A network that calls may come from, such as 10.0.0.0/8; needed with the first --host"
              + " that is not this machine alone, and remembered.")
  private List<String> trusted = List.of();

  @Option(
      names = "--port",
      description = "The port to listen on; 0 takes any free one (default: ${DEFAULT-VALUE}).",
      defaultValue = "8181")
  private int port = 8181;

  @Option(
      names = "--region",
      description =
          "The region that clients find in the endpoint's host name (default: ${DEFAULT-VALUE}).",
      defaultValue = "moraine-local")
  private String region = "moraine-local";

  @Option(
      names = "--domain",
      description = "What follows <region>-vpc.dlf. in that host name (default: ${DEFAULT-VALUE}).",
      defaultValue = "localhost")
  private String domain = "localhost";

  @Mixin private WarehouseOption warehouse = new WarehouseOption();

  @Mixin private SignInOptions signIn = new SignInOptions();

  @Mixin private AuditOptions audit = new AuditOptions();

  @Option(
      names = "--engines",
      paramLabel = "ENGINES",
      description =
          "What to start beside the server: all, none, flink or spark (default:"
              + " ${DEFAULT-VALUE}).",
      defaultValue = "all")
  private String engines = "all";

  @Option(
      names = "--enforcing-client",
      paramLabel = "NAME",
      description =
          "How a client's User-Agent begins that keeps to row filters and masks, beside Paimon's"
              + " own since 1.4; can be given several times.")
  private List<String> enforcingClients = List.of();

  // Hidden: there is no reason to switch it off but to measure what it costs.
  @Option(
      names = "--lost-commits",
      hidden = true,
      description = "What becomes of who lost a race for a table's head: rebase, turns or race.",
      defaultValue = "rebase")
  private String lostCommits = "rebase";

  @Spec private CommandSpec spec = CommandSpec.create();

  private final CommitSteps steps;

  Main(CommitSteps steps) {
    this.steps = steps;
  }

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Main(CommitSteps.UNOBSERVED)).execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException {
    try {
      ServerOptions options = options();
      DataDirectory directory = DataDirectory.take(where.data());
      // Before the first logger: its configuration reads this.
      System.setProperty("moraine.log.dir", directory.root().resolve("logs").toString());
      run(options, directory);
      return 0;
    } catch (StartupFailure e) {
      spec.commandLine().getErr().println(e.getMessage());
      return CANNOT_START;
    }
  }

  private ServerOptions options() {
    Set<Engine> wanted =
        switch (engines) {
          case "all" -> Set.of(Engine.values());
          case "none" -> Set.of();
          case "flink" -> Set.of(Engine.FLINK);
          case "spark" -> Set.of(Engine.SPARK);
          default -> throw new StartupFailure("--engines is one of all, none, flink and spark");
        };
    return new ServerOptions(
        where.data(),
        host,
        trusted(),
        port,
        region,
        domain,
        where.postgres(),
        warehouse.location(),
        signIn.rule(),
        Stream.concat(ClientSoftware.KNOWN_TO_ENFORCE.stream(), enforcingClients.stream()).toList(),
        audit.rule(),
        switch (lostCommits) {
          case "rebase" -> CommitTurns.LostCommits.REBASE;
          case "turns" -> CommitTurns.LostCommits.TAKE_TURNS;
          case "race" -> CommitTurns.LostCommits.RACE;
          default -> throw new StartupFailure("--lost-commits is one of rebase, turns and race");
        },
        wanted,
        Path.of(System.getProperty("moraine.distribution", "target/moraine")),
        Optional.ofNullable(System.getenv("MORAINE_ENGINE_JAVA_HOME")).map(Path::of));
  }

  private List<Network> trusted() {
    try {
      return trusted.stream().map(Network::parse).toList();
    } catch (InvalidRequest e) {
      throw new StartupFailure("--trust: " + e.sentence());
    }
  }

  private void run(ServerOptions options, DataDirectory directory) throws InterruptedException {
    CountDownLatch stopped = new CountDownLatch(1);
    Deque<AutoCloseable> running = new ConcurrentLinkedDeque<>();
    Thread stop = new Thread(() -> close(running, stopped), "shutdown");
    Runtime.getRuntime().addShutdownHook(stop);
    try {
      running.push(directory);
      Wiring wiring = Wiring.start(options, directory, steps);
      running.push(wiring);
      announce(options, directory, wiring);
      Map<String, String> endpoints = new TreeMap<>();
      endpoints.put("server.uri", "http://" + host + ":" + wiring.port());
      endpoints.put("server.regional-uri", regionalUri(options, wiring));
      if (!options.engines().isEmpty()) {
        LocalEngines.Started started =
            LocalEngines.start(
                options, wiring.port(), directory, wiring.engineProcesses(), this::say);
        running.push(started.engines());
        endpoints.putAll(started.endpoints());
      }
      directory.writeEndpoints(endpoints);
      say("moraine", "ready; Ctrl-C stops");
    } catch (StartupFailure e) {
      Runtime.getRuntime().removeShutdownHook(stop);
      close(running, stopped);
      throw e;
    }
    stopped.await();
  }

  private void announce(ServerOptions options, DataDirectory directory, Wiring wiring) {
    say(
        "server",
        "http://" + host + ":" + wiring.port() + " (" + regionalUri(options, wiring) + ")");
    wiring
        .firstCredentials()
        .ifPresent(
            first -> {
              say(
                  "server",
                  "first start: the administrator's credentials are in "
                      + directory.rootCredentialsFile());
              // A log file or a pipe must not keep a secret.
              if (System.console() != null) {
                say("server", "access key id " + first.accessKeyId());
                say("server", "access key secret " + first.accessKeySecret());
              }
            });
  }

  private static String regionalUri(ServerOptions options, Wiring wiring) {
    return "http://" + options.regionalHost() + ":" + wiring.port();
  }

  private void say(String component, String message) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(component + ": " + message);
    out.flush();
  }

  // The engines before the server that they talk to, the data directory last.
  private static void close(Deque<AutoCloseable> running, CountDownLatch stopped) {
    try {
      while (!running.isEmpty()) {
        running.pop().close();
      }
    } catch (Exception e) {
      LoggerFactory.getLogger(Main.class).atError().setCause(e).log("Stopping failed");
    } finally {
      stopped.countDown();
    }
  }
}
