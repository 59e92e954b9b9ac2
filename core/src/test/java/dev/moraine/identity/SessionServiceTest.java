package dev.moraine.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moraine.error.Forbidden;
import dev.moraine.error.InvalidRequest;
import dev.moraine.error.NotAuthenticated;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Temporary credentials, from their issue to their end. */
class SessionServiceTest {
  private static final Instant NOW = AuthenticatorTest.NOW;
  private static final Principal ALICE = new Principal("alice");
  private static final byte[] MASTER_KEY = new byte[SecretCipher.KEY_BYTES];
  private static final CredentialId KEY = new CredentialId(CredentialId.Kind.ACCESS_KEY, "AK");
  private static final Authenticated BY_KEY = new Authenticated(ALICE, KEY, Optional.empty());
  private static final Duration HOUR = Duration.ofHours(1);

  private final SecretCipher cipher = new SecretCipher(MASTER_KEY, new SecureRandom());
  private final StoredCredentials stored = new StoredCredentials();

  private enum Scheme {
    DLF4,
    ACS
  }

  @BeforeEach
  void storeAlice() {
    stored.addFirst(
        new AccessKey("AK", ALICE, cipher.encrypt("AK", "secret"), NOW),
        new BearerToken("tok").digest(),
        NOW);
    stored.add(new AccessKey("AK2", ALICE, cipher.encrypt("AK2", "secret"), NOW));
  }

  @Test
  void bothSignersSignWithThem() {
    SessionCredentials issued = service(NOW).issue(BY_KEY, HOUR);

    for (Scheme scheme : Scheme.values()) {
      Authenticated caller = authenticate(issued, scheme, NOW.plusSeconds(60));
      assertThat(caller.principal().name()).isEqualTo("alice");
      assertThat(caller.principal().session())
          .contains(new Session(issued.accessKeyId(), Optional.empty(), NOW.plus(HOUR)));
      assertThat(caller.credential()).isEqualTo(KEY);
    }
    assertThat(issued.accessKeyId()).startsWith("STS.");
  }

  @Test
  void theyEndAtTheirExpiration() {
    SessionCredentials issued = service(NOW).issue(BY_KEY, HOUR);

    assertThat(issued.expiresAt()).isEqualTo(NOW.plus(HOUR));
    authenticate(issued, Scheme.DLF4, NOW.plus(HOUR).minusMillis(1));
    assertRefused(issued, NOW.plus(HOUR), "expired");
  }

  @Test
  void theyEndWithTheKeyThatTheyWereIssuedTo() {
    SessionCredentials issued = service(NOW).issue(BY_KEY, HOUR);

    stored.disable(ALICE, "AK");

    assertRefused(issued, NOW, "ended");
  }

  @Test
  void allOfAPrincipalEndAtOnceAndLaterOnesDoNot() {
    SessionCredentials issued = service(NOW).issue(BY_KEY, HOUR);

    service(NOW).endAll(BY_KEY);
    SessionCredentials later = service(NOW.plusMillis(1)).issue(BY_KEY, HOUR);

    assertRefused(issued, NOW, "ended");
    assertThat(authenticate(later, Scheme.DLF4, NOW.plusMillis(1)).principal().name())
        .isEqualTo("alice");
  }

  @Test
  void allOfARoleEndAtOnce() {
    Principal inRole =
        new Principal("alice")
            .in(new Session("STS.0", Optional.of("reader"), NOW.plus(HOUR.multipliedBy(2))));
    Authenticated caller = new Authenticated(inRole, KEY, Optional.empty());
    SessionCredentials ofRole = service(NOW).issue(caller, HOUR);
    SessionCredentials own = service(NOW).issue(BY_KEY, HOUR);
    assertThat(authenticate(ofRole, Scheme.DLF4, NOW).principal())
        .hasToString("alice (session " + ofRole.accessKeyId() + " in role reader)");

    stored.end(new Sessions.Group(Sessions.Group.Kind.ROLE, "reader"), NOW);

    assertRefused(ofRole, NOW, "ended");
    assertThat(authenticate(own, Scheme.DLF4, NOW).principal())
        .hasToString("alice (session " + own.accessKeyId() + ")");
  }

  @Test
  void anotherServerWithTheMasterKeyTakesThem() {
    SessionCredentials issued = service(NOW).issue(BY_KEY, HOUR);

    assertThat(
            new SessionTokens(MASTER_KEY.clone(), new SecureRandom())
                .open(issued.securityToken())
                .orElseThrow()
                .principal()
                .name())
        .isEqualTo("alice");
  }

  @Test
  void anotherMasterKeyDoesNotTakeThem() {
    byte[] otherKey = new byte[SecretCipher.KEY_BYTES];
    otherKey[31] = 1;
    SessionCredentials issued = service(NOW).issue(BY_KEY, HOUR);

    assertThat(new SessionTokens(otherKey, new SecureRandom()).open(issued.securityToken()))
        .isEmpty();
  }

  @Test
  void everyFlippedBitAndEveryTruncationIsNoticed() {
    SessionTokens tokens = new SessionTokens(MASTER_KEY, new SecureRandom());
    byte[] sealed = Base64.getUrlDecoder().decode(service(NOW).issue(BY_KEY, HOUR).securityToken());

    for (int i = 0; i < sealed.length; i++) {
      byte[] flipped = sealed.clone();
      flipped[i] ^= 1;
      assertThat(tokens.open(encode(flipped, sealed.length))).isEmpty();
      assertThat(tokens.open(encode(sealed, i))).isEmpty();
    }
    assertThat(tokens.open("not base64 ü")).isEmpty();
    assertThat(tokens.open("")).isEmpty();
  }

  @Test
  void aTokenDoesNotShowWhatIsInIt() {
    SessionCredentials issued = service(NOW).issue(BY_KEY, HOUR);

    assertThat(
            new String(
                Base64.getUrlDecoder().decode(issued.securityToken()), StandardCharsets.ISO_8859_1))
        .doesNotContain(issued.accessKeySecret())
        .doesNotContain("alice");
    assertThat(issued.toString())
        .doesNotContain(issued.accessKeySecret())
        .doesNotContain(issued.securityToken());
  }

  @Test
  void aTokenIsNoGoodForAnotherSessionsKey() {
    SessionCredentials one = service(NOW).issue(BY_KEY, HOUR);
    SessionCredentials other = service(NOW).issue(BY_KEY, HOUR);

    assertRefused(
        new SessionCredentials(
            one.accessKeyId(), one.accessKeySecret(), other.securityToken(), one.expiresAt()),
        NOW,
        "does not hold");
    assertRefused(
        new SessionCredentials(
            other.accessKeyId(), one.accessKeySecret(), other.securityToken(), one.expiresAt()),
        NOW,
        "does not hold");
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 899, 43_201})
  void aDurationOutOfBoundsIsRefused(long seconds) {
    assertThatThrownBy(() -> service(NOW).issue(BY_KEY, Duration.ofSeconds(seconds)))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("900 to 43200 seconds");
  }

  @ParameterizedTest
  @ValueSource(longs = {900, 43_200})
  void aDurationAtTheBoundsIsGiven(long seconds) {
    assertThat(service(NOW).issue(BY_KEY, Duration.ofSeconds(seconds)).expiresAt())
        .isEqualTo(NOW.plusSeconds(seconds));
  }

  @Test
  void aSessionIssuesNoneThatOutlastsIt() {
    SessionCredentials issued = service(NOW).issue(BY_KEY, HOUR);
    Authenticated inSession = authenticate(issued, Scheme.DLF4, NOW);

    assertThatThrownBy(() -> service(NOW).issue(inSession, HOUR.plusSeconds(1)))
        .isInstanceOf(Forbidden.class);
    SessionCredentials shorter = service(NOW).issue(inSession, HOUR.dividedBy(2));
    stored.disable(ALICE, "AK");

    assertRefused(shorter, NOW, "ended");
  }

  private static String encode(byte[] bytes, int length) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(bytes, length));
  }

  private SessionService service(Instant now) {
    return new SessionService(
        stored, MASTER_KEY, new SecureRandom(), Clock.fixed(now, ZoneOffset.UTC));
  }

  private Authenticated authenticate(SessionCredentials by, Scheme scheme, Instant now) {
    RequestSigner signer =
        new RequestSigner(by.accessKeyId(), by.accessKeySecret(), by.securityToken());
    Map<String, String> headers =
        switch (scheme) {
          case DLF4 -> signer.headers("GET", "/v1/config", "", new byte[0], now);
          case ACS -> signer.acsHeaders("GET", "/v1/config", new byte[0], now, "n");
        };
    return new Authenticator(
            stored,
            cipher,
            IdentityProvider.NONE,
            service(now),
            stored,
            stored,
            new LastUses(stored),
            Clock.fixed(now, ZoneOffset.UTC))
        .authenticate(
            new SignedRequest("GET", "/v1/config", List.of(), headers, () -> new byte[0]));
  }

  private void assertRefused(SessionCredentials by, Instant now, String sentencePart) {
    assertThatThrownBy(() -> authenticate(by, Scheme.DLF4, now))
        .isInstanceOf(NotAuthenticated.class)
        .hasMessageContaining(sentencePart);
  }
}
