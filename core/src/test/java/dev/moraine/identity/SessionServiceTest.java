package dev.moraine.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moraine.error.Conflict;
import dev.moraine.error.Forbidden;
import dev.moraine.error.InvalidRequest;
import dev.moraine.error.NotAuthenticated;
import dev.moraine.identity.Credentials.TheLast;
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
import java.util.Set;
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
  private static final Optional<String> OWN = Optional.empty();
  private static final Optional<String> READER = Optional.of("reader");
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
    SessionCredentials issued = service(NOW).issue(BY_KEY, OWN, HOUR);

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
    SessionCredentials issued = service(NOW).issue(BY_KEY, OWN, HOUR);

    assertThat(issued.expiresAt()).isEqualTo(NOW.plus(HOUR));
    authenticate(issued, Scheme.DLF4, NOW.plus(HOUR).minusMillis(1));
    assertRefused(issued, NOW.plus(HOUR), "expired");
  }

  @Test
  void theyEndWithTheKeyThatTheyWereIssuedTo() {
    SessionCredentials issued = service(NOW).issue(BY_KEY, OWN, HOUR);

    stored.disable(ALICE, "AK", TheLast.STAYS);

    assertRefused(issued, NOW, "ended");
  }

  @Test
  void allOfAPrincipalEndAtOnceAndLaterOnesDoNot() {
    SessionCredentials issued = service(NOW).issue(BY_KEY, OWN, HOUR);

    service(NOW).endAll(BY_KEY);
    SessionCredentials later = service(NOW.plusMillis(1)).issue(BY_KEY, OWN, HOUR);

    assertRefused(issued, NOW, "ended");
    assertThat(authenticate(later, Scheme.DLF4, NOW.plusMillis(1)).principal().name())
        .isEqualTo("alice");
  }

  @Test
  void whoIsInARoleActsInItAndAsNothingElse() {
    stored.putInto("reader", ALICE);

    SessionCredentials issued = service(NOW).issue(BY_KEY, READER, HOUR);

    Principal reader = authenticate(issued, Scheme.DLF4, NOW).principal();
    assertThat(reader.role()).isEqualTo(READER);
    assertThat(reader.owner()).isEqualTo("role/reader");
    assertThat(reader).hasToString("alice (session " + issued.accessKeyId() + " in role reader)");
  }

  @Test
  void whoIsNotInARoleDoesNotActInIt() {
    assertThatThrownBy(() -> service(NOW).issue(BY_KEY, READER, HOUR))
        .isInstanceOf(Forbidden.class)
        .hasMessageContaining("The role 'reader' is not alice's");
  }

  @Test
  void whoLeavesARoleNoLongerActsInIt() {
    stored.putInto("reader", ALICE);
    SessionCredentials issued = service(NOW).issue(BY_KEY, READER, HOUR);

    stored.removeFrom("reader", ALICE);

    assertRefused(issued, NOW, "no longer its user's");
  }

  @Test
  void aRoleThatTheIdentityProviderTellsIsActedIn() {
    Authenticated signedIn =
        new Authenticated(
            new Principal("oidc:alice", Optional.empty(), Set.of("reader")),
            new CredentialId(CredentialId.Kind.SIGN_IN, "oidc:alice"),
            Optional.empty());

    SessionCredentials issued = service(NOW).issue(signedIn, READER, HOUR);

    assertThat(authenticate(issued, Scheme.DLF4, NOW).principal().role()).isEqualTo(READER);
  }

  @Test
  void whoActsInARoleTakesNoOtherAndStaysInIt() {
    stored.putInto("reader", ALICE);
    stored.putInto("writer", ALICE);
    Authenticated reader = authenticate(service(NOW).issue(BY_KEY, READER, HOUR), Scheme.DLF4, NOW);

    assertThatThrownBy(() -> service(NOW).issue(reader, Optional.of("writer"), HOUR))
        .isInstanceOf(Forbidden.class)
        .hasMessageContaining("'reader' takes no other");
    SessionCredentials again = service(NOW).issue(reader, OWN, HOUR);
    assertThat(authenticate(again, Scheme.DLF4, NOW).principal().role()).isEqualTo(READER);
  }

  @Test
  void allOfARoleEndAtOnce() {
    stored.putInto("reader", ALICE);
    SessionCredentials ofRole = service(NOW).issue(BY_KEY, READER, HOUR);
    SessionCredentials own = service(NOW).issue(BY_KEY, OWN, HOUR);

    service(NOW).endAllIn("reader");

    assertRefused(ofRole, NOW, "ended");
    assertThat(authenticate(own, Scheme.DLF4, NOW).principal())
        .hasToString("alice (session " + own.accessKeyId() + ")");
  }

  @Test
  void aPrincipalsSessionsEndInWhateverRoleTheyAre() {
    stored.putInto("reader", ALICE);
    SessionCredentials ofRole = service(NOW).issue(BY_KEY, READER, HOUR);

    service(NOW).endAll(BY_KEY);

    assertRefused(ofRole, NOW, "ended");
  }

  @Test
  void aNodeActsInTheRoleThatItIsEnrolledForUntilItIsRevoked() {
    NodeKeys keys = new NodeKeys(stored, new SecureRandom(), Clock.fixed(NOW, ZoneOffset.UTC));
    NodeKeys.WithKey invited = keys.invite("reader", ALICE, HOUR).orElseThrow();
    Authenticated inviting = authenticate(invited.key());
    assertThatThrownBy(() -> service(NOW).issue(inviting, READER, HOUR.dividedBy(2)))
        .isInstanceOf(Forbidden.class);

    Authenticated node = authenticate(keys.enrol(inviting, "worker-1").key());

    assertThatThrownBy(() -> service(NOW).issue(node, OWN, HOUR))
        .isInstanceOf(InvalidRequest.class);
    assertThatThrownBy(() -> service(NOW).issue(node, Optional.of("writer"), HOUR))
        .isInstanceOf(Forbidden.class)
        .hasMessageContaining("The role 'writer' is not node/");
    SessionCredentials issued = service(NOW).issue(node, READER, HOUR);
    assertThat(authenticate(issued, Scheme.DLF4, NOW).principal().role()).isEqualTo(READER);
    stored.remove(invited.node().id());
    assertRefused(issued, NOW, "ended");
  }

  @Test
  void anEnrolmentKeyIsExchangedOnceAndInTime() {
    NodeKeys keys = new NodeKeys(stored, new SecureRandom(), Clock.fixed(NOW, ZoneOffset.UTC));
    BearerToken key = keys.invite("reader", ALICE, HOUR).orElseThrow().key();
    Authenticated inviting = authenticate(key);
    keys.enrol(inviting, "worker-1");

    assertThatThrownBy(() -> keys.enrol(inviting, "worker-2"))
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("exchanged already");
    assertThatThrownBy(() -> authenticate(key))
        .isInstanceOf(NotAuthenticated.class)
        .hasMessageContaining("exchanged already");
    BearerToken late = keys.invite("reader", ALICE, HOUR).orElseThrow().key();
    assertThatThrownBy(() -> authenticate(late, NOW.plus(HOUR)))
        .isInstanceOf(NotAuthenticated.class)
        .hasMessageContaining("has expired");
    assertThatThrownBy(() -> keys.enrol(BY_KEY, "worker-1")).isInstanceOf(InvalidRequest.class);
  }

  @Test
  void anotherServerWithTheMasterKeyTakesThem() {
    SessionCredentials issued = service(NOW).issue(BY_KEY, OWN, HOUR);

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
    SessionCredentials issued = service(NOW).issue(BY_KEY, OWN, HOUR);

    assertThat(new SessionTokens(otherKey, new SecureRandom()).open(issued.securityToken()))
        .isEmpty();
  }

  @Test
  void everyFlippedBitAndEveryTruncationIsNoticed() {
    SessionTokens tokens = new SessionTokens(MASTER_KEY, new SecureRandom());
    byte[] sealed =
        Base64.getUrlDecoder().decode(service(NOW).issue(BY_KEY, OWN, HOUR).securityToken());

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
    SessionCredentials issued = service(NOW).issue(BY_KEY, OWN, HOUR);

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
    SessionCredentials one = service(NOW).issue(BY_KEY, OWN, HOUR);
    SessionCredentials other = service(NOW).issue(BY_KEY, OWN, HOUR);

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
    assertThatThrownBy(() -> service(NOW).issue(BY_KEY, OWN, Duration.ofSeconds(seconds)))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("900 to 43200 seconds");
  }

  @ParameterizedTest
  @ValueSource(longs = {900, 43_200})
  void aDurationAtTheBoundsIsGiven(long seconds) {
    assertThat(service(NOW).issue(BY_KEY, OWN, Duration.ofSeconds(seconds)).expiresAt())
        .isEqualTo(NOW.plusSeconds(seconds));
  }

  @Test
  void aSessionIssuesNoneThatOutlastsIt() {
    SessionCredentials issued = service(NOW).issue(BY_KEY, OWN, HOUR);
    Authenticated inSession = authenticate(issued, Scheme.DLF4, NOW);

    assertThatThrownBy(() -> service(NOW).issue(inSession, OWN, HOUR.plusSeconds(1)))
        .isInstanceOf(Forbidden.class);
    SessionCredentials shorter = service(NOW).issue(inSession, OWN, HOUR.dividedBy(2));
    stored.disable(ALICE, "AK", TheLast.STAYS);

    assertRefused(shorter, NOW, "ended");
  }

  private static String encode(byte[] bytes, int length) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(bytes, length));
  }

  private SessionService service(Instant now) {
    return new SessionService(
        stored, MASTER_KEY, new SecureRandom(), Clock.fixed(now, ZoneOffset.UTC));
  }

  private Authenticated authenticate(BearerToken token) {
    return authenticate(token, NOW);
  }

  private Authenticated authenticate(BearerToken token, Instant now) {
    return authenticate(Map.of("authorization", "Bearer " + token.value()), now);
  }

  private Authenticated authenticate(SessionCredentials by, Scheme scheme, Instant now) {
    RequestSigner signer =
        new RequestSigner(by.accessKeyId(), by.accessKeySecret(), by.securityToken());
    Map<String, String> headers =
        switch (scheme) {
          case DLF4 -> signer.headers("GET", "/v1/config", "", new byte[0], now);
          case ACS -> signer.acsHeaders("GET", "/v1/config", new byte[0], now, "n");
        };
    return authenticate(headers, now);
  }

  private Authenticated authenticate(Map<String, String> headers, Instant now) {
    return new Authenticator(
            stored,
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
