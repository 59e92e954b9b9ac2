package dev.moraine.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moraine.error.NotAuthenticated;
import dev.moraine.identity.Credentials.TheLast;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticatorTest {
  static final Instant NOW = Instant.parse("2026-11-21T22:50:52Z");
  private static final Principal ALICE = new Principal("alice");
  private static final String PATH = "/v1/clg/databases";
  private static final byte[] NO_BODY = {};

  private final SecretCipher cipher =
      new SecretCipher(new byte[SecretCipher.KEY_BYTES], new SecureRandom());
  private final StoredCredentials credentials = new StoredCredentials();
  private final RequestSigner signer = new RequestSigner("AK", "secret");

  @BeforeEach
  void storeAlice() {
    credentials.addFirst(
        new AccessKey("AK", ALICE, cipher.encrypt("AK", "secret"), NOW),
        new BearerToken("tok").digest(),
        NOW);
  }

  @Test
  void aSignedRequestIsItsKeysPrincipals() {
    assertThat(authenticateAt(NOW, get(signer))).isEqualTo(ALICE);
  }

  @Test
  void aSignedBodyIsAccepted() {
    byte[] body = "{\"name\":\"café 中文\"}".getBytes(StandardCharsets.UTF_8);

    assertThat(authenticateAt(NOW, post(body, body))).isEqualTo(ALICE);
  }

  @Test
  void anotherBodyIsRefused() {
    byte[] signed = "{\"name\":\"a\"}".getBytes(StandardCharsets.UTF_8);
    byte[] sent = "{\"name\":\"b\"}".getBytes(StandardCharsets.UTF_8);

    assertRefused(post(signed, sent), "body is not the one that was signed");
  }

  @Test
  void aBodyWithoutDigestIsRefused() {
    byte[] sent = "{\"name\":\"b\"}".getBytes(StandardCharsets.UTF_8);
    SignedRequest request =
        new SignedRequest(
            "POST", PATH, List.of(), signer.headers("POST", PATH, "", NO_BODY, NOW), () -> sent);

    assertRefused(request, "Content-MD5");
  }

  @Test
  void aDigestWithoutBodyIsAccepted() {
    byte[] digested = "null".getBytes(StandardCharsets.UTF_8);

    SignedRequest asClients13Delete =
        new SignedRequest(
            "DELETE",
            PATH,
            List.of(),
            signer.headers("DELETE", PATH, "", digested, NOW),
            () -> NO_BODY);

    assertThat(authenticateAt(NOW, asClients13Delete)).isEqualTo(ALICE);
  }

  @ParameterizedTest
  @ValueSource(longs = {-900, -1, 0, 1, 900})
  void aClockWithinTheWindowIsAccepted(long secondsOff) {
    assertThat(authenticateAt(NOW.plusSeconds(secondsOff), get(signer))).isEqualTo(ALICE);
  }

  @ParameterizedTest
  @ValueSource(longs = {-901, 901, 86_400})
  void aClockOutsideTheWindowIsRefused(long secondsOff) {
    assertThatThrownBy(() -> authenticateAt(NOW.plusSeconds(secondsOff), get(signer)))
        .isInstanceOf(NotAuthenticated.class)
        .hasMessageContaining("15 minutes");
  }

  @Test
  void theWindowIsFifteenMinutes() {
    assertThat(Authenticator.CLOCK_WINDOW).isEqualTo(Duration.ofMinutes(15));
  }

  @ParameterizedTest
  @ValueSource(strings = {"20261121", "20261121T225052", "20261121T225052+08", "20261121T99"})
  void aDateOfAnotherFormIsRefused(String date) {
    Map<String, String> headers = new HashMap<>(get(signer).headers());
    headers.put("x-dlf-date", date);

    assertRefused(new SignedRequest("GET", PATH, List.of(), headers, () -> NO_BODY), "x-dlf-date");
  }

  @Test
  void anUnknownKeyAndAWrongSecretGetTheSameSentence() {
    String unknownKey = refusalOf(get(new RequestSigner("AK2", "secret")));
    String wrongSecret = refusalOf(get(new RequestSigner("AK", "secret2")));

    assertThat(unknownKey).isEqualTo(wrongSecret);
  }

  @Test
  void aSecurityTokenFromElsewhereIsRefused() {
    assertRefused(
        CapturedRequests.first(CapturedRequests.Signer.DEFAULT, "2.0.0", "GET").request(),
        "security token");
  }

  @Test
  void aMalformedAuthorizationIsRefused() {
    assertRefused(withAuthorization("DLF4-HMAC-SHA256 nonsense"), "not well formed");
    assertRefused(withAuthorization("acs AK:c2ln"), "not well formed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic QUs6c2s=", "", "Bearer"})
  void anUnknownSchemeIsRefused(String authorization) {
    assertRefused(withAuthorization(authorization), "scheme");
  }

  @Test
  void noAuthorizationIsRefused() {
    assertRefused(
        new SignedRequest("GET", PATH, List.of(), Map.of(), () -> NO_BODY), "no Authorization");
  }

  @Test
  void aBearerTokenIsItsOwners() {
    assertThat(authenticateAt(NOW, withAuthorization("Bearer tok"))).isEqualTo(ALICE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer tok2", "Bearer ", "Bearer TOK"})
  void anUnknownBearerTokenIsRefused(String authorization) {
    assertRefused(withAuthorization(authorization), "bearer token is not known");
  }

  @Test
  void aTokenIsRefusedFromItsEndOn() {
    credentials.add(
        new ServiceToken(
            new BearerToken("short").digest(),
            "short",
            ALICE,
            NOW,
            Optional.of(NOW.plusSeconds(60)),
            Optional.empty()));

    assertThat(authenticateAt(NOW.plusMillis(59_999), withAuthorization("Bearer short")))
        .isEqualTo(ALICE);
    assertThatThrownBy(() -> authenticateAt(NOW.plusSeconds(60), withAuthorization("Bearer short")))
        .isInstanceOf(NotAuthenticated.class)
        .hasMessageContaining("expired");
  }

  @Test
  void aDisabledKeyIsRefusedFromTheNextRequestOn() {
    Authenticator authenticator = authenticatorAt(NOW);
    assertThat(authenticator.authenticate(get(signer)).principal()).isEqualTo(ALICE);
    credentials.add(new AccessKey("AK2", ALICE, cipher.encrypt("AK2", "x"), NOW));
    credentials.disable(ALICE, "AK", TheLast.STAYS);

    assertThatThrownBy(() -> authenticator.authenticate(get(signer)))
        .isInstanceOf(NotAuthenticated.class)
        .hasMessageContaining("disabled");
  }

  @Test
  void aDisabledKeyIsToldToWhoHasItsSecretOnly() {
    credentials.add(new AccessKey("AK2", ALICE, cipher.encrypt("AK2", "x"), NOW));
    credentials.disable(ALICE, "AK", TheLast.STAYS);

    assertThat(refusalOf(get(new RequestSigner("AK", "other"))))
        .isEqualTo(refusalOf(get(new RequestSigner("unknown", "other"))));
  }

  @Test
  void aKeyThatIsMadeAgainWithAnotherSecretIsAnotherKey() {
    Authenticator authenticator = authenticatorAt(NOW);
    authenticator.authenticate(get(signer));
    credentials.add(new AccessKey("AK", ALICE, cipher.encrypt("AK", "secret2"), NOW));

    assertThatThrownBy(() -> authenticator.authenticate(get(signer)))
        .isInstanceOf(NotAuthenticated.class);
    assertThat(authenticator.authenticate(get(new RequestSigner("AK", "secret2"))).principal())
        .isEqualTo(ALICE);
  }

  @Test
  void theLastUseIsWrittenWhenItIsAskedFor() {
    LastUses lastUses = new LastUses(credentials);
    Authenticator authenticator =
        new Authenticator(
            credentials,
            credentials,
            cipher,
            IdentityProvider.NONE,
            token -> Optional.empty(),
            credentials,
            credentials,
            lastUses,
            Clock.fixed(NOW, ZoneOffset.UTC));
    CredentialId key = new CredentialId(CredentialId.Kind.ACCESS_KEY, "AK");

    authenticator.authenticate(get(signer));
    assertThat(credentials.uses).isEmpty();

    lastUses.write();
    assertThat(credentials.uses).containsExactly(Map.entry(key, NOW));
    credentials.uses.clear();
    lastUses.write();
    assertThat(credentials.uses).isEmpty();
  }

  private SignedRequest get(RequestSigner by) {
    return new SignedRequest(
        "GET", PATH, List.of(), by.headers("GET", PATH, "", NO_BODY, NOW), () -> NO_BODY);
  }

  private SignedRequest post(byte[] signed, byte[] sent) {
    return new SignedRequest(
        "POST", PATH, List.of(), signer.headers("POST", PATH, "", signed, NOW), () -> sent);
  }

  private static SignedRequest withAuthorization(String authorization) {
    return new SignedRequest(
        "GET", PATH, List.of(), Map.of("authorization", authorization), () -> NO_BODY);
  }

  private Principal authenticateAt(Instant now, SignedRequest request) {
    return authenticatorAt(now).authenticate(request).principal();
  }

  private Authenticator authenticatorAt(Instant now) {
    return new Authenticator(
        credentials,
        credentials,
        cipher,
        IdentityProvider.NONE,
        token -> Optional.empty(),
        credentials,
        credentials,
        new LastUses(credentials),
        Clock.fixed(now, ZoneOffset.UTC));
  }

  private String refusalOf(SignedRequest request) {
    try {
      authenticateAt(NOW, request);
    } catch (NotAuthenticated e) {
      return e.sentence();
    }
    throw new AssertionError("accepted: " + request);
  }

  private void assertRefused(SignedRequest request, String sentencePart) {
    assertThat(refusalOf(request)).contains(sentencePart);
  }
}
