package dev.moraine.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.spi.JdbiPlugin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class SharedWritesTest {
  private final AtomicInteger transactions = new AtomicInteger();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch release = new CountDownLatch(1);
  private Jdbi database;
  private SharedWrites writes;

  @BeforeEach
  void open(@TempDir Path folder) {
    database = Jdbi.create("jdbc:sqlite:" + folder.resolve("test.db"));
    database.useHandle(handle -> handle.execute("CREATE TABLE written (name TEXT PRIMARY KEY)"));
    database.installPlugin(
        new JdbiPlugin() {
          @Override
          public Handle customizeHandle(Handle handle) {
            transactions.incrementAndGet();
            return handle;
          }
        });
    writes = new SharedWrites(database);
  }

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  @Test
  void thoseThatWaitShareATransactionAndEachGetsItsOwnAnswer() throws Exception {
    List<Future<String>> all = behindAWriteThatTakesLong(inserting("a"), inserting("b"));

    assertThat(all.get(0).get()).isEqualTo("a");
    assertThat(all.get(1).get()).isEqualTo("b");
    assertThat(transactions).hasValue(2);
    assertThat(written()).containsExactly("a", "b", "first");
  }

  @Test
  void oneThatThrowsTakesNobodyWithIt() throws Exception {
    List<Future<String>> all =
        behindAWriteThatTakesLong(
            inserting("a"),
            handle -> {
              handle.execute("INSERT INTO written VALUES ('half')");
              throw new IllegalArgumentException("refused");
            },
            inserting("b"));

    assertThat(all.get(0).get()).isEqualTo("a");
    assertThatThrownBy(() -> all.get(1).get())
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseInstanceOf(IllegalArgumentException.class);
    assertThat(all.get(2).get()).isEqualTo("b");
    assertThat(written()).containsExactly("a", "b", "first");
  }

  private static HandleCallback<String, RuntimeException> inserting(String name) {
    return handle -> {
      handle.execute("INSERT INTO written VALUES (?)", name);
      return name;
    };
  }

  @SafeVarargs
  private List<Future<String>> behindAWriteThatTakesLong(
      HandleCallback<String, RuntimeException>... works) throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    threads.execute(
        () ->
            writes.run(
                handle -> {
                  begun.countDown();
                  awaitRelease();
                  return handle.execute("INSERT INTO written VALUES ('first')");
                }));
    begun.await();
    List<Future<String>> all = new ArrayList<>();
    for (HandleCallback<String, RuntimeException> work : works) {
      all.add(threads.submit(() -> writes.run(work)));
      int waiting = all.size();
      while (writes.waiting() < waiting) {
        Thread.onSpinWait();
      }
    }
    release.countDown();
    return all;
  }

  private void awaitRelease() {
    try {
      release.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<String> written() {
    return database.withHandle(
        handle ->
            handle
                .createQuery("SELECT name FROM written ORDER BY name")
                .mapTo(String.class)
                .list());
  }
}
