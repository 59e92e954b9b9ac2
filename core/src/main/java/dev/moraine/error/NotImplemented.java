package dev.moraine.error;

/** A part of the protocol that this server does not offer. */
public final class NotImplemented extends MoraineException {
  private static final long serialVersionUID = 1L;

  public NotImplemented(String sentence) {
    super(ErrorCode.NOT_IMPLEMENTED, sentence);
  }
}
