package dev.moraine.error;

/** There is too much to do right now; nothing of this request has been done. */
public final class Busy extends MoraineException {
  private static final long serialVersionUID = 1L;

  public Busy(String sentence) {
    super(ErrorCode.BUSY, sentence);
  }
}
