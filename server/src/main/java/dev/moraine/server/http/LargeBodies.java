package dev.moraine.server.http;

import dev.moraine.error.Busy;
import io.javalin.http.Context;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lets requests with a large body in one at a time: a body of 64 MB takes several times that while
 * it is read as JSON, and a few at once would exhaust the server's memory.
 */
final class LargeBodies {
  // Below this, as many as there are threads do no harm.
  private static final long LARGE_BYTES = 256 * 1024;
  private static final long PATIENCE_SECONDS = 60;
  private static final String ADMITTED = "large-body";

  private final Semaphore one = new Semaphore(1, true);

  /**
   * Returns when the request's body may be read; at once for a small one, and for one that was
   * admitted before.
   *
   * @throws Busy when others have been at it for too long
   */
  void admit(Context context) {
    if (!isLarge(context) || context.attribute(ADMITTED) != null) {
      return;
    }
    try {
      if (!one.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new Busy(
            "The server is busy with other large requests; send it again, or in smaller pieces");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    context.attribute(ADMITTED, true);
  }

  private static boolean isLarge(Context context) {
    // Chunks tell no length beforehand.
    return context.req().getContentLengthLong() > LARGE_BYTES
        || context.header("Transfer-Encoding") != null;
  }

  /** To be called once for each request, admitted or not, when it is over. */
  void release(Context context) {
    if (context.attribute(ADMITTED) != null) {
      one.release();
    }
  }
}
