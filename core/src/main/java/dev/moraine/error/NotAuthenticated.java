package dev.moraine.error;

/** The caller could not be told: no signature or token, or one that does not hold. */
public final class NotAuthenticated extends MoraineException {
  private static final long serialVersionUID = 1L;

  public NotAuthenticated(String sentence) {
    super(ErrorCode.NOT_AUTHENTICATED, sentence);
  }
}
