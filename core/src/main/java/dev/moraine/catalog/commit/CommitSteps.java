package dev.moraine.catalog.commit;

/**
 * Port: is told how far each commit has come.
 *
 * <p>For tests, which stop a server at a step; the server itself has {@link #UNOBSERVED}.
 */
@FunctionalInterface
public interface CommitSteps {
  CommitSteps UNOBSERVED = step -> {};

  /** Called by the thread that commits; the commit goes on when this returns. */
  void reached(CommitStep step);
}
