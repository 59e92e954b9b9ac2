package dev.moraine.persistence;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Writes on the only connection that may write: those that wait for it share a transaction, and
 * with it a sync of the disk. To each it is as if they had come one after the other.
 */
final class SharedWrites {
  /** Bounds how long the first of them waits for the last. */
  private static final int MOST_TOGETHER = 64;

  private final Jdbi writer;
  private final ReentrantLock turn = new ReentrantLock();
  private final Queue<Write<?>> waiting = new ConcurrentLinkedQueue<>();

  SharedWrites(Jdbi writer) {
    this.writer = writer;
  }

  /** Work that waits; its fields are guarded by the turn. */
  private static final class Write<T> {
    private final HandleCallback<T, RuntimeException> work;
    private boolean done;
    private @Nullable T result;
    private @Nullable RuntimeException failure;

    private Write(HandleCallback<T, RuntimeException> work) {
      this.work = work;
    }

    private void apply(Handle handle) {
      try {
        result = work.withHandle(handle);
      } catch (RuntimeException e) {
        failure = e;
        throw e;
      }
    }

    private void end(@Nullable RuntimeException thrown) {
      failure = thrown;
      done = true;
    }
  }

  /**
   * Runs {@code work} in a transaction, on the thread of whoever has the turn; again, alone, when
   * another that shared it threw.
   */
  <T> T run(HandleCallback<T, RuntimeException> work) {
    Write<T> write = new Write<>(work);
    waiting.add(write);
    turn.lock();
    try {
      while (!write.done) {
        runTogether(take());
      }
      if (write.failure != null) {
        throw write.failure;
      }
      return Objects.requireNonNull(write.result);
    } finally {
      turn.unlock();
    }
  }

  int waiting() {
    return waiting.size();
  }

  private List<Write<?>> take() {
    List<Write<?>> taken = new ArrayList<>();
    for (Write<?> each = waiting.poll(); each != null; each = waiting.poll()) {
      taken.add(each);
      if (taken.size() == MOST_TOGETHER) {
        break;
      }
    }
    return taken;
  }

  private void runTogether(List<Write<?>> writes) {
    try {
      writer.useTransaction(handle -> writes.forEach(each -> each.apply(handle)));
      writes.forEach(each -> each.end(null));
    } catch (RuntimeException e) {
      boolean oneThrew = writes.stream().anyMatch(each -> each.failure != null);
      if (writes.size() > 1 && oneThrew) {
        writes.forEach(each -> runTogether(List.of(each)));
      } else {
        writes.forEach(each -> each.end(e));
      }
    }
  }
}
