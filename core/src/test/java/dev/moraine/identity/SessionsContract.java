package dev.moraine.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moraine.access.PrincipalStore.Role;
import dev.moraine.catalog.Transactions;
import dev.moraine.identity.Credentials.TheLast;
import dev.moraine.identity.Sessions.Group;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Sessions} does. */
public abstract class SessionsContract {
  private static final Instant NOW = Instant.ofEpochMilli(1_000);
  private static final Principal ALICE = new Principal("alice");
  private static final Group ALICES = new Group(Group.Kind.PRINCIPAL, "alice");
  private static final Group ROLE = Group.ofRole("alice");
  // Called as the user is: neither's sessions are the other's.
  private static final Principal IN_ROLE =
      ALICE.in(new Session("STS.1", Optional.of("alice"), NOW));
  private static final String DIGEST = new BearerToken("one").digest();
  private static final CredentialId KEY = new CredentialId(CredentialId.Kind.ACCESS_KEY, "AK");
  private static final CredentialId TOKEN =
      new CredentialId(CredentialId.Kind.SERVICE_TOKEN, DIGEST);

  /** Fresh for each test. */
  protected abstract Sessions sessions();

  /** Of the same database. */
  protected abstract Credentials credentials();

  /** Of the same database. */
  protected abstract Transactions transactions();

  @BeforeEach
  void storeCredentials() {
    credentials().addFirst(new AccessKey("AK", ALICE, new byte[] {1}, NOW), DIGEST, NOW);
    credentials().add(new AccessKey("AK2", ALICE, new byte[] {1}, NOW));
    transactions()
        .write(
            tx -> {
              tx.principals().insertRole(new Role("alice", "", Role.Kind.GROUP, NOW, "root"));
              return tx.principals().addMember("alice", ALICE);
            });
  }

  @Test
  void aSessionIsInEffectWhileItsCredentialIs() {
    assertThat(sessions().isInEffect(ALICE, NOW, KEY)).isTrue();
    assertThat(sessions().isInEffect(ALICE, NOW, TOKEN)).isTrue();

    credentials().disable(ALICE, "AK", TheLast.STAYS);
    assertThat(sessions().isInEffect(ALICE, NOW, KEY)).isFalse();
    credentials().enable(ALICE, "AK");
    assertThat(sessions().isInEffect(ALICE, NOW, KEY)).isTrue();
    credentials().delete(ALICE, "AK", TheLast.STAYS);
    assertThat(sessions().isInEffect(ALICE, NOW, KEY)).isFalse();

    credentials().revokeToken(ALICE, DIGEST.substring(0, 16));
    assertThat(sessions().isInEffect(ALICE, NOW, TOKEN)).isFalse();
  }

  @Test
  void aSessionOfWhoSignedInElsewhereIsInEffectUntilItIsEnded() {
    CredentialId signIn = new CredentialId(CredentialId.Kind.SIGN_IN, "alice");
    assertThat(sessions().isInEffect(ALICE, NOW, signIn)).isTrue();

    sessions().end(ALICES, NOW);

    assertThat(sessions().isInEffect(ALICE, NOW, signIn)).isFalse();
  }

  @Test
  void whatWasIssuedUntilAnInstantEndsAndWhatComesLaterDoesNot() {
    sessions().end(ALICES, NOW);

    assertThat(sessions().isInEffect(ALICE, NOW.minusMillis(1), KEY)).isFalse();
    assertThat(sessions().isInEffect(ALICE, NOW, TOKEN)).isFalse();
    assertThat(sessions().isInEffect(ALICE, NOW.plusMillis(1), KEY)).isTrue();
  }

  @Test
  void aRolesSessionsAreNotThoseOfAPrincipalOfThatName() {
    sessions().end(ROLE, NOW);

    assertThat(sessions().isInEffect(ALICE, NOW, KEY)).isTrue();
    assertThat(sessions().isInEffect(IN_ROLE, NOW, KEY)).isFalse();
  }

  @Test
  void whoActsInARoleHasToBeInIt() {
    assertThat(sessions().isInEffect(IN_ROLE, NOW, KEY)).isTrue();
    assertThat(sessions().isInEffect(IN_ROLE, NOW, TOKEN)).isTrue();

    transactions().write(tx -> tx.principals().removeMember("alice", ALICE));

    assertThat(sessions().isInEffect(IN_ROLE, NOW, KEY)).isFalse();
    assertThat(sessions().isInEffect(IN_ROLE, NOW, TOKEN)).isFalse();
    assertThat(sessions().isInEffect(ALICE, NOW, KEY)).isTrue();
  }

  @Test
  void aRoleThatIsToldElsewhereNeedsNoMember() {
    CredentialId signIn = new CredentialId(CredentialId.Kind.SIGN_IN, "bob");
    Session inAlice = new Session("STS.1", Optional.of("alice"), NOW);

    assertThat(
            sessions()
                .isInEffect(
                    new Principal("bob", Optional.of(inAlice), Set.of("alice")), NOW, signIn))
        .isTrue();
    assertThat(
            sessions()
                .isInEffect(new Principal("bob", Optional.of(inAlice), Set.of("bob")), NOW, signIn))
        .isFalse();
  }

  @Test
  void anEndOfAPrincipalEndsItsSessionsInRolesToo() {
    sessions().end(ALICES, NOW);

    assertThat(sessions().isInEffect(IN_ROLE, NOW, KEY)).isFalse();
  }

  @Test
  void anEndDoesNotGoBack() {
    sessions().end(ALICES, NOW);
    sessions().end(ALICES, NOW.minusMillis(5));

    assertThat(sessions().isInEffect(ALICE, NOW, KEY)).isFalse();
  }

  @Test
  void endsAreForgottenBeforeAnInstant() {
    sessions().end(ALICES, NOW);
    sessions().end(ROLE, NOW.plusMillis(1));

    sessions().forgetEndedBefore(NOW.plusMillis(1));

    assertThat(sessions().isInEffect(ALICE, NOW, KEY)).isTrue();
    assertThat(sessions().isInEffect(IN_ROLE, NOW, KEY)).isFalse();
  }
}
