package dev.moraine.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every {@link Nonces} does. */
public abstract class NoncesContract {
  private static final Instant UNTIL = Instant.ofEpochMilli(1_000);

  /** Fresh and empty for each test. */
  protected abstract Nonces nonces();

  /** The same, as another server sees it. */
  protected abstract Nonces ofAnotherServer();

  @Test
  void aNonceIsNewOnceOnAllServers() {
    assertThat(nonces().remember("AK", "n", UNTIL)).isTrue();

    assertThat(nonces().remember("AK", "n", UNTIL)).isFalse();
    assertThat(ofAnotherServer().remember("AK", "n", UNTIL)).isFalse();
  }

  @Test
  void eachSignerHasNoncesOfTheirOwn() {
    nonces().remember("AK", "n", UNTIL);

    assertThat(nonces().remember("AK2", "n", UNTIL)).isTrue();
    assertThat(nonces().remember("AK", "N", UNTIL)).isTrue();
  }

  @Test
  void nothingIsForgottenBeforeItsTime() {
    nonces().remember("AK", "n", UNTIL);

    nonces().forgetUntil(UNTIL.minusMillis(1));
    assertThat(nonces().remember("AK", "n", UNTIL)).isFalse();

    nonces().forgetUntil(UNTIL);
    assertThat(nonces().remember("AK", "n", UNTIL)).isTrue();
  }

  @Test
  void ofManyWhoSendANonceAtOnceOneIsFirst() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      for (int round = 0; round < 10; round++) {
        String nonce = "n" + round;
        Callable<Boolean> here = () -> nonces().remember("AK", nonce, UNTIL);
        Callable<Boolean> there = () -> ofAnotherServer().remember("AK", nonce, UNTIL);

        int firsts = 0;
        for (Future<Boolean> first :
            threads.invokeAll(List.of(here, there, here, there, here, there, here, there))) {
          firsts += first.get() ? 1 : 0;
        }

        assertThat(firsts).isEqualTo(1);
      }
    } finally {
      threads.shutdown();
    }
  }
}
