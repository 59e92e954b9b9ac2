package dev.moraine.error;

/** The thing changed under the caller, or its state forbids the change. */
public final class Conflict extends MoraineException {
  private static final long serialVersionUID = 1L;

  public Conflict(String sentence) {
    super(ErrorCode.CONFLICT, sentence);
  }
}
