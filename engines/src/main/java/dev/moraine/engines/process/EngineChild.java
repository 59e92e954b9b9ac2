package dev.moraine.engines.process;

import dev.moraine.engine.EngineProcessId;
import dev.moraine.engine.EngineProcessKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** A running engine process of ours. Safe to use from any thread. */
public final class EngineChild implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final EngineProcessId id;
  private final EngineProcessKind kind;
  private final Process process;
  private final Path output;
  private final AtomicBoolean closing = new AtomicBoolean();

  EngineChild(EngineProcessId id, EngineProcessKind kind, Process process, Path output) {
    this.id = id;
    this.kind = kind;
    this.process = process;
    this.output = output;
  }

  public EngineProcessId id() {
    return id;
  }

  public EngineProcessKind kind() {
    return kind;
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Where its standard output and error go. */
  public Path output() {
    return output;
  }

  /** Only of an ended process. */
  int exitCode() {
    return process.exitValue();
  }

  boolean isClosing() {
    return closing.get();
  }

  /**
   * Ends the process and its tree: asked first, forced after ten seconds. Returns when it's gone.
   */
  @Override
  public void close() {
    closing.set(true);
    ProcessTree.end(process.toHandle(), id, GRACE);
  }
}
