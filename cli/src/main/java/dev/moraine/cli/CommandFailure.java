package dev.moraine.cli;

/** A command could not be carried out; the message is the one sentence that its user gets. */
final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CommandFailure(String sentence) {
    super(sentence);
  }
}
