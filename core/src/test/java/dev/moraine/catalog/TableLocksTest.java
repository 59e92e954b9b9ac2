package dev.moraine.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class TableLocksTest {
  private final TableLocks locks = new TableLocks(new OneServer());
  private final TableId table = new TableId("t");
  private int count;

  @Test
  void oneAtATimeIsInside() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<?>> done = new ArrayList<>();

    for (int i = 0; i < 4; i++) {
      done.add(
          threads.submit(
              () -> {
                for (int j = 0; j < 10_000; j++) {
                  locks.inside(table, () -> count++);
                }
              }));
    }
    for (Future<?> each : done) {
      each.get();
    }
    threads.shutdown();

    assertThat(count).isEqualTo(40_000);
  }

  @Test
  void anExceptionLeavesTheLockFree() throws Exception {
    assertThatThrownBy(
            () ->
                locks.inside(
                    table,
                    () -> {
                      throw new IllegalStateException("x");
                    }))
        .hasMessage("x");

    ExecutorService other = Executors.newSingleThreadExecutor();
    assertThat(other.submit(() -> locks.inside(table, () -> "in")).get()).isEqualTo("in");
    other.shutdown();
  }

  /** A database without tables, of which there is one server. */
  private static final class OneServer implements Transactions {
    @Override
    public <T> T read(Function<Transaction, T> work) {
      throw new IllegalStateException("The locks do not read");
    }

    @Override
    public <T> T ask(Function<Transaction, T> work) {
      throw new IllegalStateException("The locks do not ask");
    }

    @Override
    public <T> T write(Function<Transaction, T> work) {
      throw new IllegalStateException("The locks do not write");
    }

    @Override
    public <T> T alone(TableId table, Supplier<T> work) {
      return work.get();
    }
  }
}
