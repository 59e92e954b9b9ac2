package dev.moraine.engines;

import dev.moraine.engine.EngineProcessId;
import dev.moraine.engine.EngineProcesses;
import dev.moraine.engines.flink.FlinkException;
import dev.moraine.engines.flink.FlinkRest;
import dev.moraine.engines.flink.FlinkSqlGateway;
import dev.moraine.engines.process.EngineChild;
import dev.moraine.engines.process.EngineLauncher;
import dev.moraine.engines.process.EngineStartException;
import dev.moraine.engines.process.JavaCommand;
import dev.moraine.engines.process.Leftovers;
import dev.moraine.engines.process.LoopbackPorts;
import dev.moraine.engines.process.PrivateFiles;
import dev.moraine.engines.spark.SparkConnect;
import dev.moraine.engines.spark.SparkException;
import dev.moraine.engines.spark.SparkStatement;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Flink and Spark as children of this process: started together, watched, ended together.
 *
 * <p>Started once and closed once; {@link #close} may come from a shutdown hook while {@link
 * #start} still waits. Children do not outlive a close; those that outlived a killed server are
 * ended by the next start.
 */
public final class EmbeddedEngines implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(150);

  private final EmbeddedEnginesSettings settings;
  private final EngineProcesses processes;
  private final Clock clock;
  private final SecureRandom random;
  private final Consumer<EngineChild> onUnexpectedEnd;
  private final List<EngineChild> children = new CopyOnWriteArrayList<>();
  private volatile boolean closed;

  /**
   * @param random makes process ids and Spark Connect's token
   * @param onUnexpectedEnd hears, at once and on another thread, of a child that ended by itself;
   *     nothing is restarted
   */
  public EmbeddedEngines(
      EmbeddedEnginesSettings settings,
      EngineProcesses processes,
      Clock clock,
      SecureRandom random,
      Consumer<EngineChild> onUnexpectedEnd) {
    this.settings = settings;
    this.processes = processes;
    this.clock = clock;
    this.random = random;
    this.onUnexpectedEnd = onUnexpectedEnd;
  }

  /**
   * Ends what an earlier run left behind, starts the wanted engines at the same time and waits
   * until each does its work.
   *
   * @return where they answer
   * @throws EngineStartException if one does not come up; all are ended then
   */
  public EngineAddresses start(EngineStartProgress progress) {
    int ended = new Leftovers(processes, clock).end();
    if (ended > 0) {
      progress.report("engines", "ended " + ended + " processes of an earlier run");
    }
    try {
      return startAll(progress);
    } catch (IOException failed) {
      close();
      throw new EngineStartException("The engines' files could not be written", failed);
    } catch (CompletionException failed) {
      close();
      throw failed.getCause() instanceof EngineStartException told
          ? told
          : new EngineStartException("The engines did not start", failed.getCause());
    } catch (RuntimeException failed) {
      close();
      throw failed;
    }
  }

  /** The running children. */
  public List<EngineChild> children() {
    return List.copyOf(children);
  }

  /** Ends all children and their trees, at the same time; returns when they are gone. */
  @Override
  public void close() {
    List<EngineChild> ending;
    synchronized (children) {
      closed = true;
      ending = List.copyOf(children);
      children.clear();
    }
    // Threads of our own: the common pool may be one thread wide, and is no help at shutdown.
    List<Thread> threads = new ArrayList<>();
    for (EngineChild child : ending) {
      Thread thread = new Thread(child::close, "close-" + child.kind());
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private EngineAddresses startAll(EngineStartProgress progress) throws IOException {
    EngineFolders folders = new EngineFolders(PrivateFiles.directory(settings.dataDirectory()));
    EngineLauncher launcher =
        new EngineLauncher(
            settings.javaHome(),
            folders.run(),
            processes,
            clock,
            () -> new EngineProcessId(randomId()),
            settings.environment());
    EmbeddedFlink flink = null;
    EmbeddedSpark spark = null;
    try (LoopbackPorts ports = new LoopbackPorts()) {
      EnginePorts preferred = settings.ports();
      if (settings.engines().contains(Engine.FLINK)) {
        flink =
            new EmbeddedFlink(
                settings,
                folders,
                ports.pick(preferred.flinkRest()),
                ports.pick(preferred.sqlGateway()),
                ports.pick(0));
      }
      if (settings.engines().contains(Engine.SPARK)) {
        spark =
            new EmbeddedSpark(
                settings,
                folders,
                ports.pick(preferred.sparkConnect()),
                ports.pick(preferred.sparkUi()),
                token());
      }
    }
    List<CompletableFuture<Void>> ready = new ArrayList<>();
    EngineAddresses.@Nullable Flink flinkAddresses = null;
    EngineAddresses.@Nullable Spark sparkAddresses = null;
    // Spark first: it takes longest.
    if (spark != null) {
      EngineAddresses.Spark addresses = spark.addresses();
      List<EngineChild> started = startChildren(launcher, List.of(spark.command()));
      ready.add(
          waiting("Spark", started, () -> answers(addresses), progress, addresses.toString()));
      sparkAddresses = addresses;
    }
    if (flink != null) {
      EngineAddresses.Flink addresses = flink.addresses();
      List<EngineChild> started = startChildren(launcher, flink.commands());
      ready.add(
          waiting("Flink", started, () -> answers(addresses), progress, addresses.toString()));
      flinkAddresses = addresses;
    }
    CompletableFuture<?> firstFailure = new CompletableFuture<>();
    ready.forEach(one -> one.exceptionally(failed -> failFast(firstFailure, failed)));
    CompletableFuture<Void> all =
        CompletableFuture.allOf(ready.toArray(CompletableFuture<?>[]::new));
    CompletableFuture.anyOf(firstFailure, all).join();
    return new EngineAddresses(flinkAddresses, sparkAddresses);
  }

  private static @Nullable Void failFast(CompletableFuture<?> firstFailure, Throwable failed) {
    firstFailure.completeExceptionally(failed);
    return null;
  }

  private List<EngineChild> startChildren(EngineLauncher launcher, List<JavaCommand> commands) {
    List<EngineChild> started = new ArrayList<>();
    for (JavaCommand command : commands) {
      synchronized (children) {
        if (closed) {
          throw new EngineStartException("The engines were closed while they started");
        }
        EngineChild child = launcher.start(command, onUnexpectedEnd);
        children.add(child);
        started.add(child);
      }
    }
    return started;
  }

  private CompletableFuture<Void> waiting(
      String component,
      List<EngineChild> started,
      BooleanSupplier answers,
      EngineStartProgress progress,
      String addresses) {
    progress.report(component, "starting");
    CompletableFuture<Void> ready = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                await(component, started, answers);
                progress.report(component, "ready: " + addresses);
                ready.complete(null);
              } catch (RuntimeException failed) {
                ready.completeExceptionally(failed);
              }
            },
            "start-" + component);
    thread.setDaemon(true);
    thread.start();
    return ready;
  }

  private void await(String component, List<EngineChild> started, BooleanSupplier answers) {
    long deadline = System.nanoTime() + settings.startTimeout().toNanos();
    while (!answers.getAsBoolean()) {
      for (EngineChild child : started) {
        if (!child.isAlive()) {
          throw new EngineStartException(
              component + " ended before it was ready; see " + child.output() + " and its log.");
        }
      }
      if (closed || System.nanoTime() - deadline > 0) {
        throw new EngineStartException(
            component + " was not ready in time; see " + started.get(0).output() + " and its log.");
      }
      try {
        Thread.sleep(POLL.toMillis());
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new EngineStartException("Waiting for " + component + " was interrupted");
      }
    }
  }

  private static boolean answers(EngineAddresses.Flink addresses) {
    try {
      return new FlinkRest(addresses.rest()).overview().taskManagers() > 0
          && !new FlinkSqlGateway(addresses.sqlGateway()).version().isEmpty();
    } catch (FlinkException notYet) {
      return false;
    }
  }

  private boolean answers(EngineAddresses.Spark addresses) {
    try (SparkConnect spark =
        new SparkConnect(addresses.host(), addresses.port(), addresses.token())) {
      SparkConnect.Session session = spark.openSession(randomId(), "moraine", Map.of());
      spark.execute(session, new SparkStatement("SELECT 1", randomId(), 1));
      spark.release(session);
      return true;
    } catch (SparkException notYet) {
      return false;
    }
  }

  private String token() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** A random UUID in the form of version 4. Source: RFC 9562. */
  private UUID randomId() {
    long high = random.nextLong() & 0xffffffffffff0fffL | 0x4000L;
    long low = random.nextLong() & 0x3fffffffffffffffL | 0x8000000000000000L;
    return new UUID(high, low);
  }
}
