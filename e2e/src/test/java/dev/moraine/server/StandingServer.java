package dev.moraine.server;

import dev.moraine.catalog.commit.CommitStep;
import dev.moraine.catalog.commit.CommitSteps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;

/**
 * The server as it is, but one commit stands still where a test orders it, for the test to kill the
 * process there.
 *
 * <p>The order is the file that {@code moraine.test.stand} names, with a step and how many commits
 * pass it first. When one stands, the file has been renamed to {@code ….standing}. Only that commit
 * stands; others go on as far as they can. Stands in the server's package because {@link Main} is
 * not public; the distribution has no such class.
 */
final class StandingServer implements CommitSteps {
  private final Path order;
  private boolean standing;
  private int passed;

  private StandingServer(Path order) {
    this.order = order;
  }

  public static void main(String[] arguments) {
    Path order = Path.of(System.getProperty("moraine.test.stand"));
    System.exit(new CommandLine(new Main(new StandingServer(order))).execute(arguments));
  }

  @Override
  public void reached(CommitStep step) {
    if (!Files.exists(order) || !takeOrder(step)) {
      return;
    }
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean takeOrder(CommitStep step) {
    if (standing) {
      return false;
    }
    try {
      String[] stepAndPasses = Files.readString(order).split(" ", 2);
      if (CommitStep.valueOf(stepAndPasses[0]) != step
          || passed++ < Integer.parseInt(stepAndPasses[1])) {
        return false;
      }
      standing = true;
      Files.move(
          order,
          order.resolveSibling(order.getFileName() + ".standing"),
          StandardCopyOption.ATOMIC_MOVE);
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
