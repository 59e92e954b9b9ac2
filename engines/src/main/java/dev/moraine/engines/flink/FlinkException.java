package dev.moraine.engines.flink;

import org.jspecify.annotations.Nullable;

/**
 * Flink refused, failed or could not be reached.
 *
 * <p>The message is the root cause in one sentence, fit for a user; {@link #trace()} is all that
 * Flink said, fit for a log.
 */
public final class FlinkException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What a caller can do about it. */
  public enum Kind {
    /** Flink answered no: a wrong statement, a failed job. */
    REFUSED,
    /** What was asked for (job, session, operation) isn't there, or no longer. */
    NOT_FOUND,
    /** No answer; what was asked for may or may not have happened. */
    UNREACHABLE,
    /** The caller's own limit of time passed. */
    TIMED_OUT
  }

  private final Kind kind;
  private final String trace;

  FlinkException(Kind kind, String message, String trace, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.trace = trace;
  }

  static FlinkException refused(Kind kind, String trace) {
    return new FlinkException(kind, FlinkTrace.rootCause(trace), trace, null);
  }

  public Kind kind() {
    return kind;
  }

  /** Flink's stack trace; empty when it gave none. */
  public String trace() {
    return trace;
  }
}
