package dev.moraine.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moraine.error.Conflict;
import dev.moraine.error.Forbidden;
import dev.moraine.error.InvalidRequest;
import dev.moraine.error.NotFound;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody does about their own access keys and tokens. */
class CredentialServiceTest {
  private static final Instant NOW = AuthenticatorTest.NOW;
  private static final CredentialId KEY = new CredentialId(CredentialId.Kind.ACCESS_KEY, "AK");
  private static final Principal ALICE = new Principal("alice");
  private static final Authenticated CALLER = new Authenticated(ALICE, KEY, Optional.empty());
  private static final Authenticated BOB =
      new Authenticated(new Principal("bob"), KEY, Optional.empty());
  private static final Authenticated FOR_AN_HOUR =
      new Authenticated(ALICE, KEY, Optional.of(NOW.plusSeconds(3_600)));

  private final SecretCipher cipher =
      new SecretCipher(new byte[SecretCipher.KEY_BYTES], new SecureRandom());
  private final StoredCredentials stored = new StoredCredentials();
  private final CredentialService service =
      new CredentialService(stored, cipher, new SecureRandom(), Clock.fixed(NOW, ZoneOffset.UTC));

  @BeforeEach
  void storeAlice() {
    stored.add(new AccessKey("AK", ALICE, cipher.encrypt("AK", "secret"), NOW));
  }

  @Test
  void aSecondKeyIsTheCallersAndItsSecretIsStoredSealed() {
    CredentialService.CreatedAccessKey created = service.createAccessKey(CALLER);

    AccessKey found = stored.findAccessKey(created.accessKey().id()).orElseThrow();
    assertThat(found.principal()).isEqualTo(ALICE);
    assertThat(cipher.decrypt(found.id(), found.encryptedSecret())).isEqualTo(created.secret());
    assertThat(created.toString()).doesNotContain(created.secret());
    assertThat(service.accessKeys(CALLER)).hasSize(2);
  }

  @Test
  void theOnlyEnabledKeyIsNeitherDisabledNorDeleted() {
    assertThatThrownBy(() -> service.disableAccessKey(CALLER, "AK"))
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("create another");
    assertThatThrownBy(() -> service.deleteAccessKey(CALLER, "AK")).isInstanceOf(Conflict.class);
  }

  @Test
  void anotherKeyTakesItsPlace() {
    String other = service.createAccessKey(CALLER).accessKey().id();

    service.disableAccessKey(CALLER, "AK");
    assertThatThrownBy(() -> service.disableAccessKey(CALLER, other)).isInstanceOf(Conflict.class);
    service.enableAccessKey(CALLER, "AK");
    service.deleteAccessKey(CALLER, other);

    assertThat(service.accessKeys(CALLER)).extracting(AccessKey::id).containsExactly("AK");
  }

  @Test
  void anothersKeyIsNotFound() {
    service.createAccessKey(BOB);

    assertThatThrownBy(() -> service.disableAccessKey(BOB, "AK")).isInstanceOf(NotFound.class);
    assertThatThrownBy(() -> service.enableAccessKey(BOB, "AK")).isInstanceOf(NotFound.class);
    assertThatThrownBy(() -> service.deleteAccessKey(BOB, "AK")).isInstanceOf(NotFound.class);
    assertThat(service.accessKeys(BOB)).extracting(AccessKey::id).doesNotContain("AK");
  }

  @Test
  void aTokenIsKnownByItsDigestOnly() {
    CredentialService.CreatedToken created =
        service.createToken(CALLER, "ci", Optional.of(Duration.ofDays(1)));

    assertThat(stored.findToken(created.value().digest())).contains(created.token());
    assertThat(created.token().expiresAt()).contains(NOW.plus(Duration.ofDays(1)));
    assertThat(created.value().digest()).startsWith(created.token().id());
    assertThat(created.toString()).doesNotContain(created.value().value());
  }

  @Test
  void aRevokedTokenIsGoneAndAnothersIsNotFound() {
    CredentialService.CreatedToken created = service.createToken(CALLER, "ci", Optional.empty());

    assertThatThrownBy(() -> service.revokeToken(BOB, created.token().id()))
        .isInstanceOf(NotFound.class);
    service.revokeToken(CALLER, created.token().id());

    assertThat(service.tokens(CALLER)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " "})
  void aTokenNeedsAName(String name) {
    assertThatThrownBy(() -> service.createToken(CALLER, name, Optional.empty()))
        .isInstanceOf(InvalidRequest.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0})
  void aTokenNeedsALifetime(long seconds) {
    assertThatThrownBy(
            () -> service.createToken(CALLER, "ci", Optional.of(Duration.ofSeconds(seconds))))
        .isInstanceOf(InvalidRequest.class);
  }

  @Test
  void nothingIsMadeThatOutlastsWhatItIsMadeWith() {
    assertThatThrownBy(() -> service.createAccessKey(FOR_AN_HOUR)).isInstanceOf(Forbidden.class);
    assertThatThrownBy(() -> service.enableAccessKey(FOR_AN_HOUR, "AK"))
        .isInstanceOf(Forbidden.class);
    assertThatThrownBy(() -> service.createToken(FOR_AN_HOUR, "ci", Optional.empty()))
        .isInstanceOf(Forbidden.class);
    assertThatThrownBy(
            () -> service.createToken(FOR_AN_HOUR, "ci", Optional.of(Duration.ofSeconds(3_601))))
        .isInstanceOf(Forbidden.class);

    assertThat(
            service
                .createToken(FOR_AN_HOUR, "ci", Optional.of(Duration.ofSeconds(3_600)))
                .token()
                .expiresAt())
        .contains(NOW.plusSeconds(3_600));
  }

  // Who holds a role's session would else become the user behind it.
  @Test
  void whoActsInARoleHasNoKeysAndTokens() {
    Authenticated inRole =
        new Authenticated(
            ALICE.in(new Session("STS.1", Optional.of("reader"), NOW.plusSeconds(3_600))),
            KEY,
            Optional.of(NOW.plusSeconds(3_600)));
    Authenticated node =
        new Authenticated(
            new Principal("node/N1"),
            new CredentialId(CredentialId.Kind.NODE_KEY, "N1"),
            Optional.empty());

    for (Authenticated caller : List.of(inRole, node)) {
      for (Consumer<Authenticated> use :
          List.<Consumer<Authenticated>>of(
              service::accessKeys,
              service::createAccessKey,
              each -> service.enableAccessKey(each, "AK"),
              each -> service.disableAccessKey(each, "AK"),
              each -> service.deleteAccessKey(each, "AK"),
              service::tokens,
              each -> service.createToken(each, "t", Optional.of(Duration.ofSeconds(60))),
              each -> service.revokeToken(each, "t"))) {
        assertThatThrownBy(() -> use.accept(caller))
            .isInstanceOf(Forbidden.class)
            .hasMessageContaining("Who acts in a role");
      }
    }
  }
}
