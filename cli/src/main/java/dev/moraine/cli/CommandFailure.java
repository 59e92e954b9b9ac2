package dev.moraine.cli;

/** A command could not be carried out; the message is the one sentence that its user gets. */
class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CommandFailure(String sentence) {
    super(sentence);
  }

  /** The server is there and says no; trying again does not help. */
  static final class Refused extends CommandFailure {
    private static final long serialVersionUID = 1L;

    Refused(String sentence) {
      super(sentence);
    }
  }
}
