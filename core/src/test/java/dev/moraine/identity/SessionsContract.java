package dev.moraine.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moraine.identity.Sessions.Group;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Sessions} does. */
public abstract class SessionsContract {
  private static final Instant NOW = Instant.ofEpochMilli(1_000);
  private static final Principal ALICE = new Principal("alice");
  private static final Group ALICES = new Group(Group.Kind.PRINCIPAL, "alice");
  private static final Group ROLE = new Group(Group.Kind.ROLE, "alice");
  private static final String DIGEST = new BearerToken("one").digest();
  private static final CredentialId KEY = new CredentialId(CredentialId.Kind.ACCESS_KEY, "AK");
  private static final CredentialId TOKEN =
      new CredentialId(CredentialId.Kind.SERVICE_TOKEN, DIGEST);

  /** Fresh for each test. */
  protected abstract Sessions sessions();

  /** Of the same database. */
  protected abstract Credentials credentials();

  @BeforeEach
  void storeCredentials() {
    credentials().addFirst(new AccessKey("AK", ALICE, new byte[] {1}, NOW), DIGEST, NOW);
    credentials().add(new AccessKey("AK2", ALICE, new byte[] {1}, NOW));
  }

  @Test
  void aSessionIsInEffectWhileItsCredentialIs() {
    assertThat(sessions().isInEffect(ALICES, NOW, KEY)).isTrue();
    assertThat(sessions().isInEffect(ALICES, NOW, TOKEN)).isTrue();

    credentials().disable(ALICE, "AK");
    assertThat(sessions().isInEffect(ALICES, NOW, KEY)).isFalse();
    credentials().enable(ALICE, "AK");
    assertThat(sessions().isInEffect(ALICES, NOW, KEY)).isTrue();
    credentials().delete(ALICE, "AK");
    assertThat(sessions().isInEffect(ALICES, NOW, KEY)).isFalse();

    credentials().revokeToken(ALICE, DIGEST.substring(0, 16));
    assertThat(sessions().isInEffect(ALICES, NOW, TOKEN)).isFalse();
  }

  @Test
  void aSessionOfWhoSignedInElsewhereIsInEffectUntilItIsEnded() {
    CredentialId signIn = new CredentialId(CredentialId.Kind.SIGN_IN, "alice");
    assertThat(sessions().isInEffect(ALICES, NOW, signIn)).isTrue();

    sessions().end(ALICES, NOW);

    assertThat(sessions().isInEffect(ALICES, NOW, signIn)).isFalse();
  }

  @Test
  void whatWasIssuedUntilAnInstantEndsAndWhatComesLaterDoesNot() {
    sessions().end(ALICES, NOW);

    assertThat(sessions().isInEffect(ALICES, NOW.minusMillis(1), KEY)).isFalse();
    assertThat(sessions().isInEffect(ALICES, NOW, TOKEN)).isFalse();
    assertThat(sessions().isInEffect(ALICES, NOW.plusMillis(1), KEY)).isTrue();
  }

  @Test
  void aRolesSessionsAreNotThoseOfAPrincipalOfThatName() {
    sessions().end(ROLE, NOW);

    assertThat(sessions().isInEffect(ALICES, NOW, KEY)).isTrue();
    assertThat(sessions().isInEffect(ROLE, NOW, KEY)).isFalse();
    assertThat(Group.of(new Principal("bob").in(new Session("STS.1", Optional.of("alice"), NOW))))
        .isEqualTo(ROLE);
  }

  @Test
  void anEndDoesNotGoBack() {
    sessions().end(ALICES, NOW);
    sessions().end(ALICES, NOW.minusMillis(5));

    assertThat(sessions().isInEffect(ALICES, NOW, KEY)).isFalse();
  }

  @Test
  void endsAreForgottenBeforeAnInstant() {
    sessions().end(ALICES, NOW);
    sessions().end(ROLE, NOW.plusMillis(1));

    sessions().forgetEndedBefore(NOW.plusMillis(1));

    assertThat(sessions().isInEffect(ALICES, NOW, KEY)).isTrue();
    assertThat(sessions().isInEffect(ROLE, NOW, KEY)).isFalse();
  }
}
