package dev.moraine.server;

/** The server cannot start, for a reason that whoever starts it can mend; one sentence. */
final class StartupFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StartupFailure(String sentence) {
    super(sentence);
  }
}
