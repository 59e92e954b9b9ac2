package dev.moraine.engines.process;

import org.jspecify.annotations.Nullable;

/** An engine did not come up; the message is one sentence for the operator. */
public final class EngineStartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public EngineStartException(String message) {
    super(message);
  }

  public EngineStartException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
