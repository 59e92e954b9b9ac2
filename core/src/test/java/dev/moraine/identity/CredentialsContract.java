package dev.moraine.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moraine.identity.Credentials.TheLast;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every {@link Credentials} does. */
public abstract class CredentialsContract {
  private static final Instant NOW = Instant.ofEpochMilli(1_000);
  private static final Principal ALICE = new Principal("alice");
  private static final Principal BOB = new Principal("bob");
  private static final String DIGEST = new BearerToken("one").digest();
  private static final String OTHER_DIGEST = new BearerToken("other").digest();

  /** Fresh and empty for each test. */
  protected abstract Credentials credentials();

  @Test
  void thereAreNoneAtFirst() {
    assertThat(credentials().findAnyAccessKey()).isEmpty();
    assertThat(credentials().findAccessKey("AK")).isEmpty();
    assertThat(credentials().findToken("digest")).isEmpty();
  }

  @Test
  void aKeyComesBackWithItsSealedSecret() {
    credentials().addFirst(key("AK", 0, -1, 127, -128), DIGEST, NOW);

    AccessKey found = credentials().findAccessKey("AK").orElseThrow();
    assertThat(found.encryptedSecret()).containsExactly(0, -1, 127, -128);
    assertThat(found.principal()).isEqualTo(ALICE);
    assertThat(found.createdAt()).isEqualTo(NOW);
    assertThat(credentials().findAnyAccessKey().orElseThrow().id()).isEqualTo("AK");
  }

  @Test
  void aTokenIsFoundByItsDigest() {
    ServiceToken token =
        new ServiceToken(
            DIGEST, "ci", ALICE, NOW, Optional.of(NOW.plusSeconds(1)), Optional.empty());
    credentials().add(token);

    assertThat(credentials().findToken(DIGEST)).contains(token);
    assertThat(credentials().findToken(DIGEST.toUpperCase(Locale.ROOT))).isEmpty();
  }

  @Test
  void theFirstKeyIsStoredOnce() {
    assertThat(credentials().addFirst(key("AK", 1), DIGEST, NOW)).isTrue();
    assertThat(credentials().addFirst(key("AK2", 1), OTHER_DIGEST, NOW)).isFalse();

    assertThat(credentials().findAccessKey("AK").orElseThrow().state())
        .isEqualTo(AccessKey.State.ENABLED);
    assertThat(credentials().findToken(DIGEST).orElseThrow().principal()).isEqualTo(ALICE);
    assertThat(credentials().findAccessKey("AK2")).isEmpty();
    assertThat(credentials().findToken(OTHER_DIGEST)).isEmpty();
  }

  @Test
  void aPrincipalsOwnAreListedOldestFirst() {
    credentials().add(new AccessKey("B", ALICE, new byte[] {1}, NOW));
    credentials().add(new AccessKey("A", ALICE, new byte[] {1}, NOW.plusMillis(1)));
    credentials().add(new AccessKey("C", BOB, new byte[] {1}, NOW));
    credentials().add(token(DIGEST, NOW.plusMillis(1)));
    credentials().add(token(OTHER_DIGEST, NOW));

    assertThat(credentials().accessKeysOf(ALICE))
        .extracting(AccessKey::id)
        .containsExactly("B", "A");
    assertThat(credentials().tokensOf(ALICE))
        .extracting(ServiceToken::digest)
        .containsExactly(OTHER_DIGEST, DIGEST);
    assertThat(credentials().tokensOf(BOB)).isEmpty();
  }

  @Test
  void aKeyIsDisabledAndEnabledAgain() {
    credentials().add(key("AK", 1));
    credentials().add(key("AK2", 1));

    assertThat(credentials().disable(ALICE, "AK", TheLast.STAYS)).isTrue();
    assertThat(state("AK")).isEqualTo(AccessKey.State.DISABLED);
    assertThat(state("AK2")).isEqualTo(AccessKey.State.ENABLED);

    credentials().enable(ALICE, "AK");
    assertThat(state("AK")).isEqualTo(AccessKey.State.ENABLED);
  }

  @Test
  void theOnlyEnabledKeyStays() {
    credentials().add(key("AK", 1));
    credentials().add(key("AK2", 1));
    credentials().add(new AccessKey("C", BOB, new byte[] {1}, NOW));
    credentials().disable(ALICE, "AK2", TheLast.STAYS);

    assertThat(credentials().disable(ALICE, "AK", TheLast.STAYS)).isFalse();
    assertThat(credentials().delete(ALICE, "AK", TheLast.STAYS)).isFalse();

    assertThat(state("AK")).isEqualTo(AccessKey.State.ENABLED);
    assertThat(credentials().delete(ALICE, "AK2", TheLast.STAYS)).isTrue();
    assertThat(credentials().findAccessKey("AK2")).isEmpty();
  }

  @Test
  void theOnlyEnabledKeyGoesWhenItIsToGoToo() {
    credentials().add(key("AK", 1));

    assertThat(credentials().disable(ALICE, "AK", TheLast.GOES_TOO)).isTrue();
    assertThat(state("AK")).isEqualTo(AccessKey.State.DISABLED);

    assertThat(credentials().delete(BOB, "AK", TheLast.GOES_TOO)).isFalse();
    assertThat(credentials().delete(ALICE, "AK", TheLast.GOES_TOO)).isTrue();
    assertThat(credentials().findAccessKey("AK")).isEmpty();
  }

  @Test
  void nobodyChangesWhatIsAnothers() {
    credentials().add(key("AK", 1));
    credentials().add(key("AK2", 1));
    credentials().add(new AccessKey("C", BOB, new byte[] {1}, NOW));
    credentials().add(token(DIGEST, NOW));
    credentials().disable(ALICE, "AK", TheLast.STAYS);

    credentials().enable(BOB, "AK");
    credentials().disable(BOB, "AK2", TheLast.STAYS);
    credentials().delete(BOB, "AK2", TheLast.STAYS);
    assertThat(credentials().revokeToken(BOB, DIGEST.substring(0, 16))).isFalse();

    assertThat(state("AK")).isEqualTo(AccessKey.State.DISABLED);
    assertThat(state("AK2")).isEqualTo(AccessKey.State.ENABLED);
    assertThat(credentials().findToken(DIGEST)).isPresent();
  }

  @Test
  void aTokenIsRevokedByTheBeginningOfItsDigest() {
    credentials().add(token(DIGEST, NOW));
    credentials().add(token(OTHER_DIGEST, NOW));

    assertThat(credentials().revokeToken(ALICE, DIGEST.substring(0, 16))).isTrue();

    assertThat(credentials().findToken(DIGEST)).isEmpty();
    assertThat(credentials().findToken(OTHER_DIGEST)).isPresent();
    assertThat(credentials().revokeToken(ALICE, DIGEST.substring(0, 16))).isFalse();
  }

  @Test
  void theLastUseDoesNotGoBack() {
    credentials().add(key("AK", 1));
    credentials().add(token(DIGEST, NOW));
    CredentialId key = new CredentialId(CredentialId.Kind.ACCESS_KEY, "AK");
    CredentialId token = new CredentialId(CredentialId.Kind.SERVICE_TOKEN, DIGEST);
    CredentialId gone = new CredentialId(CredentialId.Kind.ACCESS_KEY, "gone");
    assertThat(credentials().findAccessKey("AK").orElseThrow().lastUsedAt()).isEmpty();

    credentials().markUsed(Map.of(key, NOW.plusMillis(5), token, NOW.plusMillis(6), gone, NOW));
    credentials().markUsed(Map.of(key, NOW.plusMillis(4), token, NOW.plusMillis(7)));

    assertThat(credentials().findAccessKey("AK").orElseThrow().lastUsedAt())
        .contains(NOW.plusMillis(5));
    assertThat(credentials().findToken(DIGEST).orElseThrow().lastUsedAt())
        .contains(NOW.plusMillis(7));
  }

  private AccessKey.State state(String id) {
    return credentials().findAccessKey(id).orElseThrow().state();
  }

  private static ServiceToken token(String digest, Instant createdAt) {
    return new ServiceToken(digest, "x", ALICE, createdAt, Optional.empty(), Optional.empty());
  }

  private static AccessKey key(String id, int... secret) {
    byte[] sealed = new byte[secret.length];
    for (int i = 0; i < secret.length; i++) {
      sealed[i] = (byte) secret[i];
    }
    return new AccessKey(id, ALICE, sealed, NOW);
  }
}
