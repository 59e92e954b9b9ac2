package dev.moraine.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moraine.error.NotAuthenticated;
import dev.moraine.identity.CapturedRequests.Captured;
import dev.moraine.identity.CapturedRequests.Signer;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What released clients signed is accepted at its date, and refused once anything of it is changed.
 */
class CapturedRequestsTest {
  private static final Principal ALICE = new Principal("alice");

  private final SecretCipher cipher =
      new SecretCipher(new byte[SecretCipher.KEY_BYTES], new SecureRandom());
  private final StoredCredentials stored = new StoredCredentials();

  static Stream<Captured> captured() {
    return CapturedRequests.all();
  }

  static Stream<Captured> withNonce() {
    return CapturedRequests.by(Signer.OPENAPI);
  }

  @BeforeEach
  void storeAlice() {
    stored.add(new AccessKey("K", ALICE, cipher.encrypt("K", "x"), Instant.EPOCH));
  }

  @Test
  void theyAreOfEveryClientAndSigner() {
    assertThat(captured().map(each -> each.client() + " " + each.signer()).distinct())
        .containsExactlyInAnyOrder(
            "1.1.1 DEFAULT",
            "1.2.0 DEFAULT",
            "1.3.1 DEFAULT",
            "1.4.2 DEFAULT",
            "2.0.0 DEFAULT",
            "1.4.2 OPENAPI",
            "2.0.0 OPENAPI");
    assertThat(captured()).hasSize(42);
  }

  @ParameterizedTest
  @MethodSource("captured")
  void acceptedAtItsDate(Captured captured) {
    Authenticated caller = authenticator(captured.date()).authenticate(captured.request());

    assertThat(caller.principal().name()).isEqualTo("alice");
    assertThat(caller.principal().session().orElseThrow().id()).isEqualTo("AK");
  }

  @ParameterizedTest
  @MethodSource("captured")
  void refusedWhenTheClockIsFurtherOffThanTheWindow(Captured captured) {
    for (long seconds : new long[] {-901, 901, 24 * 60 * 60}) {
      assertRefused(captured, captured.date().plusSeconds(seconds), "15 minutes");
    }
  }

  @ParameterizedTest
  @MethodSource("captured")
  void refusedWithACutSignature(Captured captured) {
    String authorization = captured.request().header("authorization").orElseThrow();

    for (int cut : new int[] {1, 2, 10}) {
      assertRefused(
          withHeader(
              captured, "authorization", authorization.substring(0, authorization.length() - cut)),
          "not well formed");
    }
  }

  @ParameterizedTest
  @MethodSource("captured")
  void refusedWhenSignedWithAnotherKey(Captured captured) {
    Authenticator other =
        authenticator(captured.date(), new SigningSecret(CapturedRequests.SECRET + "x"));

    assertThatThrownBy(() -> other.authenticate(captured.request()))
        .isInstanceOf(NotAuthenticated.class)
        .hasMessageContaining("does not hold");
  }

  @ParameterizedTest
  @MethodSource("captured")
  void refusedForAnotherMethodPathOrQuery(Captured captured) {
    SignedRequest request = captured.request();
    List<Map.Entry<String, String>> added = new ArrayList<>(request.query());
    added.add(Map.entry("maxResults", "6"));

    assertHoldsNot(with(captured, "PUT", request.path(), request.query()));
    assertHoldsNot(with(captured, request.method(), request.path() + "2", request.query()));
    assertHoldsNot(with(captured, request.method(), request.path(), added));
    for (int i = 0; i < request.query().size(); i++) {
      List<Map.Entry<String, String>> without = new ArrayList<>(request.query());
      List<Map.Entry<String, String>> changed = new ArrayList<>(request.query());
      without.remove(i);
      changed.set(i, Map.entry(changed.get(i).getKey(), changed.get(i).getValue() + "x"));
      assertHoldsNot(with(captured, request.method(), request.path(), without));
      assertHoldsNot(with(captured, request.method(), request.path(), changed));
    }
  }

  @ParameterizedTest
  @MethodSource("captured")
  void refusedWithoutASignedHeaderOrWithAnother(Captured captured) {
    List<String> signed =
        captured.request().headers().keySet().stream()
            .filter(
                name ->
                    name.startsWith("x-")
                        || List.of("accept", "date", "content-md5", "content-type").contains(name))
            .filter(name -> captured.signer() == Signer.OPENAPI || !name.equals("accept"))
            .toList();
    assertThat(signed).hasSizeGreaterThanOrEqualTo(4);

    for (String name : signed) {
      Map<String, String> without = new HashMap<>(captured.request().headers());
      without.remove(name);
      assertRefused(
          withHeader(captured, name, captured.request().header(name).orElseThrow() + "x"), "");
      // What is signed of this one is what stands for it where it is absent.
      if (!name.equals("x-dlf-content-sha256")) {
        assertRefused(withHeaders(captured, without), "");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("captured")
  void refusedWithAnotherBody(Captured captured) {
    byte[] body = captured.request().body().get();
    if (body.length == 0) {
      assertRefused(withBody(captured, new byte[] {1}), "");
    } else {
      byte[] flipped = body.clone();
      flipped[0] ^= 1;
      assertRefused(withBody(captured, flipped), "body is not the one that was signed");
      assertRefused(
          withBody(captured, Arrays.copyOf(body, body.length - 1)),
          "body is not the one that was signed");
    }
  }

  @ParameterizedTest
  @MethodSource("withNonce")
  void refusedWhenItComesAgain(Captured captured) {
    authenticator(captured.date()).authenticate(captured.request());

    assertRefused(captured, captured.date().plusSeconds(1), "sent before");
  }

  @ParameterizedTest
  @MethodSource("withNonce")
  void aForgeryDoesNotUseTheNonceUp(Captured captured) {
    assertHoldsNot(with(captured, "PUT", captured.request().path(), captured.request().query()));
    assertRefused(withBody(captured, new byte[] {1}), "");

    assertThat(authenticator(captured.date()).authenticate(captured.request())).isNotNull();
  }

  private void assertHoldsNot(Captured changed) {
    assertRefused(changed, "does not hold");
  }

  private void assertRefused(Captured changed, String sentencePart) {
    assertRefused(changed, changed.date(), sentencePart);
  }

  private void assertRefused(Captured changed, Instant now, String sentencePart) {
    assertThatThrownBy(() -> authenticator(now).authenticate(changed.request()))
        .isInstanceOf(NotAuthenticated.class)
        .hasMessageContaining(sentencePart);
  }

  private Authenticator authenticator(Instant now) {
    return authenticator(now, new SigningSecret(CapturedRequests.SECRET));
  }

  // Nobody can issue a token that is spelt STS, so the captured one stands for a session here.
  private Authenticator authenticator(Instant now, SigningSecret secret) {
    Session session = new Session("AK", Optional.empty(), now.plusSeconds(60));
    IssuedSession issued =
        new IssuedSession(
            new Principal("alice").in(session),
            secret,
            new CredentialId(CredentialId.Kind.ACCESS_KEY, "K"),
            now);
    return new Authenticator(
        stored,
        stored,
        cipher,
        IdentityProvider.NONE,
        token -> token.equals("STS") ? Optional.of(issued) : Optional.empty(),
        stored,
        stored,
        new LastUses(stored),
        Clock.fixed(now, ZoneOffset.UTC));
  }

  private static Captured with(
      Captured captured, String method, String path, List<Map.Entry<String, String>> query) {
    SignedRequest request = captured.request();
    return captured.with(new SignedRequest(method, path, query, request.headers(), request.body()));
  }

  private static Captured withHeader(Captured captured, String name, String value) {
    Map<String, String> headers = new HashMap<>(captured.request().headers());
    headers.put(name, value);
    return withHeaders(captured, headers);
  }

  private static Captured withHeaders(Captured captured, Map<String, String> headers) {
    SignedRequest request = captured.request();
    return captured.with(
        new SignedRequest(
            request.method(), request.path(), request.query(), headers, request.body()));
  }

  private static Captured withBody(Captured captured, byte[] body) {
    SignedRequest request = captured.request();
    return captured.with(
        new SignedRequest(
            request.method(), request.path(), request.query(), request.headers(), () -> body));
  }
}
