package dev.moraine.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moraine.error.NotAuthenticated;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link CapturedRequestsTest} does not show of the scheme {@code acs}. */
class AcsSignatureTest {
  private static final SigningSecret SECRET = new SigningSecret("secret");

  @Test
  void pathAndQueryAreSignedDecodedAndSorted() {
    assertThat(
            holds(
                "/v1/p/databases/d x/tables/t$b?a=1/é&b&c=x y",
                "/v1/p/databases/d+x/tables/t%24b",
                "c",
                "x y",
                "b",
                "",
                "a",
                "1/é"))
        .isTrue();
  }

  @Test
  void aSeparatorInAValueCannotBecomeAParameter() {
    assertThat(holds("/v1/config?a=1&b=2", "/v1/config", "a", "1", "b", "2")).isTrue();
    assertThat(holds("/v1/config?a=1&b=2", "/v1/config", "a", "1&b=2")).isFalse();
    assertThat(holds("/v1/config?a=1&b=2", "/v1/config", "a=1&b", "2")).isFalse();
  }

  @Test
  void anEncodedSeparatorInThePathCannotBecomeOne() {
    assertThat(holds("/v1/a/b", "/v1/a/b")).isTrue();
    assertThat(holds("/v1/a/b", "/v1/a%2Fb")).isFalse();
    assertThat(holds("/v1/a?b=1", "/v1/a%3Fb=1")).isFalse();
    assertThat(holds("/v1/a\nb", "/v1/a%0Ab")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"HMAC-SHA256", "", "hmac-sha1"})
  void anotherMethodOfSigningIsRefused(String method) {
    SignedRequest request = signed("/v1/config", "/v1/config", List.of());
    Map<String, String> headers = new HashMap<>(request.headers());
    headers.put("x-acs-signature-method", method);

    assertThat(
            signatureOf(request)
                .holds(
                    new SignedRequest("GET", "/v1/config", List.of(), headers, () -> new byte[0]),
                    SECRET))
        .isFalse();
  }

  @Test
  void aHeaderBesidesTheSchemesOwnDoesNotMatter() {
    SignedRequest request = signed("/v1/config", "/v1/config", List.of());
    Map<String, String> headers = new HashMap<>(request.headers());
    headers.put("x-forwarded-for", "10.0.0.1");

    assertThat(
            signatureOf(request)
                .holds(
                    new SignedRequest("GET", "/v1/config", List.of(), headers, () -> new byte[0]),
                    SECRET))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "with space", "ü"})
  void aNonceHasPrintableCharacters(String nonce) {
    assertNonceRefused(nonce);
  }

  @Test
  void aNonceHasAtMost128Characters() {
    assertNonceRefused("n".repeat(129));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "2026-11-21T22:50:52Z", "Sat, 32 Nov 2026 22:51:32 GMT"})
  void aDateOfAnotherFormIsRefused(String date) {
    SignedRequest request = withHeader("date", date);

    assertThatThrownBy(() -> signatureOf(request).signedAt(request))
        .isInstanceOf(NotAuthenticated.class)
        .hasMessageContaining("RFC 1123");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "acs",
        "acs AK",
        "acs AK:",
        "acs AK:c2ln",
        "acs A K:nln04zRzXYNCQh5traMVuNqzf30="
      })
  void whatIsNotWellFormedIsNoSignature(String authorization) {
    assertThat(AcsSignature.parse(authorization)).isEmpty();
  }

  private static void assertNonceRefused(String nonce) {
    SignedRequest request = withHeader("x-acs-signature-nonce", nonce);

    assertThatThrownBy(() -> signatureOf(request).nonce(request))
        .isInstanceOf(NotAuthenticated.class)
        .hasMessageContaining("x-acs-signature-nonce");
  }

  private static SignedRequest withHeader(String name, String value) {
    Map<String, String> headers = new HashMap<>(signed("/v1", "/v1", List.of()).headers());
    headers.put(name, value);
    return new SignedRequest("GET", "/v1", List.of(), headers, () -> new byte[0]);
  }

  /** The query as names and values in turns. */
  private static boolean holds(String resource, String path, String... query) {
    List<Map.Entry<String, String>> parameters = new ArrayList<>();
    for (int i = 0; i < query.length; i += 2) {
      parameters.add(Map.entry(query[i], query[i + 1]));
    }
    SignedRequest request = signed(resource, path, parameters);
    return signatureOf(request).holds(request, SECRET);
  }

  private static SignedRequest signed(
      String resource, String path, List<Map.Entry<String, String>> query) {
    return new SignedRequest(
        "GET",
        path,
        query,
        new RequestSigner("AK", "secret")
            .acsHeaders("GET", resource, new byte[0], AuthenticatorTest.NOW, "n"),
        () -> new byte[0]);
  }

  private static AcsSignature signatureOf(SignedRequest request) {
    return AcsSignature.parse(request.header("authorization").orElseThrow()).orElseThrow();
  }
}
