package dev.moraine.error;

import java.util.Objects;

/**
 * A refusal: the answer is no, and the caller can tell why from the fields.
 *
 * <p>The family is closed. Everything else that leaves a use case is a bug or a broken machine and
 * is answered as a bare 500 with the request id.
 */
public abstract sealed class MoraineException extends RuntimeException
    permits AlreadyExists,
        Busy,
        Conflict,
        Forbidden,
        InvalidRequest,
        NotAuthenticated,
        NotFound,
        NotImplemented,
        SchemaChangeRefused,
        StorageUnavailable {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  MoraineException(ErrorCode code, String message) {
    super(Objects.requireNonNull(message));
    this.code = code;
  }

  MoraineException(ErrorCode code, String message, Throwable cause) {
    super(Objects.requireNonNull(message), cause);
    this.code = code;
  }

  public ErrorCode code() {
    return code;
  }

  /** One sentence for the caller, without secrets: what is wrong and what to do. */
  public String sentence() {
    return Objects.requireNonNull(getMessage());
  }
}
