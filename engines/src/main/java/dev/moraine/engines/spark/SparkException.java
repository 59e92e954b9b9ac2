package dev.moraine.engines.spark;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Spark refused, failed or could not be reached. The message is for users: no stack trace, no plan.
 */
public final class SparkException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What a caller can do about it. */
  public enum Kind {
    /** Spark answered no: a wrong statement, a failed job. */
    REFUSED,
    /** Somebody interrupted the statement. */
    INTERRUPTED,
    /** Spark does not know us: the token is wrong. */
    NOT_AUTHENTICATED,
    /** No answer; what was asked for may or may not have happened. */
    UNREACHABLE
  }

  private final Kind kind;
  private final @Nullable String errorClass;
  private final @Nullable String sqlState;

  SparkException(
      Kind kind,
      String message,
      @Nullable String errorClass,
      @Nullable String sqlState,
      @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.errorClass = errorClass;
    this.sqlState = sqlState;
  }

  public Kind kind() {
    return kind;
  }

  /** Spark's name of the error, such as {@code TABLE_OR_VIEW_NOT_FOUND}. */
  public Optional<String> errorClass() {
    return Optional.ofNullable(errorClass);
  }

  public Optional<String> sqlState() {
    return Optional.ofNullable(sqlState);
  }
}
