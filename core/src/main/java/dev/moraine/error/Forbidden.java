package dev.moraine.error;

/** The caller is known and lacks the right. */
public final class Forbidden extends MoraineException {
  private static final long serialVersionUID = 1L;

  public Forbidden(String sentence) {
    super(ErrorCode.FORBIDDEN, sentence);
  }
}
