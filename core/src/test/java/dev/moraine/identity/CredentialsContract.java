package dev.moraine.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What every {@link Credentials} does. */
public abstract class CredentialsContract {
  private static final Instant NOW = Instant.ofEpochMilli(1_000);
  private static final Principal ALICE = new Principal("alice");

  /** Fresh and empty for each test. */
  protected abstract Credentials credentials();

  @Test
  void thereAreNoneAtFirst() {
    assertThat(credentials().findAnyAccessKey()).isEmpty();
    assertThat(credentials().findAccessKey("AK")).isEmpty();
    assertThat(credentials().findTokenOwner("digest")).isEmpty();
  }

  @Test
  void aKeyComesBackWithItsSealedSecret() {
    credentials().add(key("AK", 0, -1, 127, -128), "digest", NOW);

    AccessKey found = credentials().findAccessKey("AK").orElseThrow();
    assertThat(found.encryptedSecret()).containsExactly(0, -1, 127, -128);
    assertThat(found.principal()).isEqualTo(ALICE);
    assertThat(found.createdAt()).isEqualTo(NOW);
    assertThat(credentials().findAnyAccessKey().orElseThrow().id()).isEqualTo("AK");
  }

  @Test
  void aTokenIsFoundByItsDigest() {
    credentials().add(key("AK", 1), "digest", NOW);

    assertThat(credentials().findTokenOwner("digest")).contains(ALICE);
    assertThat(credentials().findTokenOwner("Digest")).isEmpty();
  }

  @Test
  void aKeyIsStoredTogetherWithItsTokenOrNotAtAll() {
    credentials().add(key("AK", 1), "digest", NOW);

    assertThatThrownBy(() -> credentials().add(key("AK2", 1), "digest", NOW))
        .isInstanceOf(RuntimeException.class);

    assertThat(credentials().findAccessKey("AK2")).isEmpty();
  }

  @Test
  void theFirstKeyIsStoredOnce() {
    assertThat(credentials().addFirst(key("AK", 1), "digest", NOW)).isTrue();
    assertThat(credentials().addFirst(key("AK2", 1), "digest2", NOW)).isFalse();

    assertThat(credentials().findAccessKey("AK")).isPresent();
    assertThat(credentials().findTokenOwner("digest")).contains(ALICE);
    assertThat(credentials().findAccessKey("AK2")).isEmpty();
    assertThat(credentials().findTokenOwner("digest2")).isEmpty();
  }

  private static AccessKey key(String id, int... secret) {
    byte[] sealed = new byte[secret.length];
    for (int i = 0; i < secret.length; i++) {
      sealed[i] = (byte) secret[i];
    }
    return new AccessKey(id, ALICE, sealed, NOW);
  }
}
