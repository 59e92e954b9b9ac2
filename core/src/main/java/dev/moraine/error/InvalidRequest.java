package dev.moraine.error;

/** The request cannot be carried out as it is written, whoever sends it. */
public final class InvalidRequest extends MoraineException {
  private static final long serialVersionUID = 1L;

  public InvalidRequest(String sentence) {
    super(ErrorCode.INVALID_REQUEST, sentence);
  }
}
