package dev.moraine.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import dev.moraine.engines.flink.FlinkException;
import dev.moraine.engines.spark.SparkException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Plays both tutorials on a system of its own and checks what must hold. */
@Command(
    name = "moraine demo",
    mixinStandardHelpOptions = true,
    description = "Plays both tutorials, then stays up until Ctrl-C.",
    sortOptions = false)
final class Demo implements Callable<Integer> {
  private static final String MARK = ".moraine-demo";
  private static final Duration START_PATIENCE = Duration.ofMinutes(4);
  private static final Duration PLAY_LIMIT = Duration.ofMinutes(3);
  private static final long MEMORY_LIMIT = 8L << 30;
  private static final int NOT_ALL_HELD = 1;
  private static final int CANNOT_PLAY = 2;

  @Option(
      names = "--exit",
      description = "Stop everything at the end; status 0 if all checks held.")
  private boolean exit;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "The demo's own data directory, made anew each time (default: ${DEFAULT-VALUE}).",
      defaultValue = "data/demo")
  private Path data = Path.of("data/demo");

  @Option(
      names = "--port",
      description = "The server's port; 0 takes any free one (default: ${DEFAULT-VALUE}).",
      defaultValue = "8181")
  private int port = 8181;

  @Spec private CommandSpec spec = CommandSpec.create();

  private Demo() {}

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Demo()).execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Narrator narrator = new Narrator(out);
    Path directory = data.toAbsolutePath().normalize();
    try {
      empty(directory);
      narrator.heading("Starting the catalog server, Flink and Spark");
      long started = System.nanoTime();
      MoraineProcess moraine =
          MoraineProcess.start(
              Path.of(System.getProperty("moraine.distribution")),
              directory,
              START_PATIENCE,
              List.of("--port", Integer.toString(port)),
              narrator::progress);
      Runtime.getRuntime().addShutdownHook(new Thread(moraine::close, "stop"));
      Checks checks = play(moraine, narrator, started);
      narrator.heading("Checks");
      narrator.say(checks.table());
      if (!exit) {
        stay(moraine, narrator);
      }
      return checks.allHeld() ? 0 : NOT_ALL_HELD;
    } catch (IllegalStateException | SparkException | FlinkException e) {
      spec.commandLine().getErr().println("The demo ended early: " + e.getMessage());
      return CANNOT_PLAY;
    }
  }

  /** Plays both tutorials on a running system. */
  static Checks play(MoraineProcess moraine, Narrator narrator, long startedNanos) {
    narrator.keepSecret(moraine.credential("dlf.access-key-secret"));
    narrator.keepSecret(moraine.credential("token"));
    Checks checks = new Checks();
    try (Stage stage = new Stage(moraine, narrator);
        MemoryWatch memory = new MemoryWatch(moraine.handle())) {
      narrator.heading("Create a catalog");
      narrator.say("$ ./moraine catalog create lake");
      JsonNode catalog = moraine.createCatalog("lake");
      narrator.say(
          "Catalog lake: id %s, location %s"
              .formatted(catalog.path("id").asText(), catalog.path("location").asText()));
      StreamTutorial stream = new StreamTutorial(stage, checks, catalog);
      StreamTutorial.RunningJob job = stream.startStream();
      new SparkTutorial(stage, checks, "lake").play();
      stream.queryAndCompact(job);
      Duration took = Stage.since(startedNanos);
      checks.add(
          "duration of the play, start of the engines included",
          "at most " + PLAY_LIMIT.toSeconds() + " s",
          took.toSeconds() + " s",
          took.compareTo(PLAY_LIMIT) <= 0);
      checks.add(
          "memory of all processes together, at the peak",
          "at most 8.0 GB",
          "%.1f GB".formatted(memory.peakBytes() / (double) (1L << 30)),
          memory.peakBytes() <= MEMORY_LIMIT);
    }
    return checks;
  }

  private static void stay(MoraineProcess moraine, Narrator narrator) throws InterruptedException {
    narrator.say("The job goes on writing. Where to connect:");
    for (String endpoint :
        List.of(
            "server.uri",
            "server.regional-uri",
            "flink.rest",
            "flink.sql-gateway",
            "spark.connect",
            "spark.ui")) {
      narrator.say("  %-20s %s".formatted(endpoint, moraine.endpoint(endpoint)));
    }
    narrator.say(
        "  credentials          " + moraine.dataDirectory().resolve("root-credentials.properties"));
    narrator.say("Ctrl-C stops everything.");
    new CountDownLatch(1).await();
  }

  // Only what an earlier demo made is deleted.
  private static void empty(Path directory) {
    try {
      if (Files.exists(directory) && !Files.exists(directory.resolve(MARK))) {
        try (Stream<Path> files = Files.list(directory)) {
          if (files.findAny().isPresent()) {
            throw new IllegalStateException(
                "The directory "
                    + directory
                    + " is not empty and no earlier demo made it; give"
                    + " another one with --data");
          }
        }
      }
      requireIdle(directory.resolve("lock"));
      if (Files.exists(directory)) {
        try (Stream<Path> files = Files.walk(directory)) {
          for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(file);
          }
        }
      }
      Files.createDirectories(directory);
      Files.createFile(directory.resolve(MARK));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void requireIdle(Path lock) throws IOException {
    if (!Files.exists(lock)) {
      return;
    }
    try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE)) {
      if (channel.tryLock() == null) {
        throw new IllegalStateException(
            "A demo runs on " + lock.getParent() + " already; stop it, or give another --data");
      }
    }
  }
}
