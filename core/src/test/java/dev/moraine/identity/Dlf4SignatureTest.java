package dev.moraine.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moraine.identity.CapturedRequests.Captured;
import dev.moraine.identity.CapturedRequests.Signer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class Dlf4SignatureTest {
  private static final SigningSecret SECRET = new SigningSecret(CapturedRequests.SECRET);

  static Stream<Captured> captured() {
    return CapturedRequests.by(Signer.DEFAULT);
  }

  @Test
  void capturesCoverEveryClientVersion() {
    assertThat(captured().map(Captured::client).distinct())
        .containsExactlyInAnyOrder("1.1.1", "1.2.0", "1.3.1", "1.4.2", "2.0.0");
  }

  @ParameterizedTest
  @MethodSource("captured")
  void whatAReleasedClientSignedHolds(Captured captured) {
    assertThat(captured.signature().holds(captured.request(), SECRET)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("captured")
  void anotherSecretDoesNotHold(Captured captured) {
    assertThat(captured.signature().holds(captured.request(), new SigningSecret("sk-secreT")))
        .isFalse();
  }

  @ParameterizedTest
  @MethodSource("captured")
  void anotherMethodDoesNotHold(Captured captured) {
    SignedRequest request = captured.request();

    assertHoldsNot(
        captured,
        new SignedRequest(
            "PUT", request.path(), request.query(), request.headers(), request.body()));
  }

  @ParameterizedTest
  @MethodSource("captured")
  void anotherPathDoesNotHold(Captured captured) {
    SignedRequest request = captured.request();

    assertHoldsNot(
        captured,
        new SignedRequest(
            request.method(),
            request.path() + "2",
            request.query(),
            request.headers(),
            request.body()));
  }

  @ParameterizedTest
  @MethodSource("captured")
  void anAddedQueryParameterDoesNotHold(Captured captured) {
    List<Map.Entry<String, String>> query = new ArrayList<>(captured.request().query());
    query.add(Map.entry("maxResults", "6"));

    assertHoldsNot(captured, withQuery(captured.request(), query));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x-dlf-date",
        "x-dlf-version",
        "x-dlf-content-sha256",
        "x-dlf-security-token",
        "content-md5",
        "content-type"
      })
  void aChangedOrAbsentSignedHeaderDoesNotHold(String header) {
    Captured captured = CapturedRequests.first(Signer.DEFAULT, "1.4.2", "POST");
    Map<String, String> changed = new HashMap<>(captured.request().headers());
    Map<String, String> without = new HashMap<>(captured.request().headers());

    changed.put(header, changed.get(header) + "x");
    without.remove(header);

    assertHoldsNot(captured, withHeaders(captured.request(), changed));
    if (!header.equals("x-dlf-content-sha256")) {
      assertHoldsNot(captured, withHeaders(captured.request(), without));
    }
  }

  @Test
  void headersThatProxiesAddDoNotMatter() {
    Captured captured = CapturedRequests.first(Signer.DEFAULT, "1.4.2", "POST");
    Map<String, String> headers = new HashMap<>(captured.request().headers());

    headers.put("x-forwarded-for", "10.0.0.1");

    assertThat(captured.signature().holds(withHeaders(captured.request(), headers), SECRET))
        .isTrue();
  }

  @Test
  void anotherScopeDoesNotHold() {
    Captured captured = CapturedRequests.first(Signer.DEFAULT, "1.4.2", "GET");
    Dlf4Signature signature = (Dlf4Signature) captured.signature();

    Dlf4Signature otherRegion =
        new Dlf4Signature(
            signature.accessKeyId(), signature.scopeDate(), "cn-beijing", signature.signature());
    Dlf4Signature otherDate =
        new Dlf4Signature(
            signature.accessKeyId(), "20261122", signature.region(), signature.signature());

    assertThat(otherRegion.holds(captured.request(), SECRET)).isFalse();
    assertThat(otherDate.holds(captured.request(), SECRET)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"pageToken=t%20a%2Ab~", "pageToken=t a*b~", "pageToken=t+a*b%7E"})
  void eachClientsSpellingOfAQueryHolds(String spelling) {
    SignedRequest request = signed(spelling, List.of(Map.entry("pageToken", "t a*b~")));

    assertThat(signatureOf(request).holds(request, new SigningSecret("secret"))).isTrue();
  }

  @Test
  void aParameterWithoutValueIsSignedByItsNameAlone() {
    SignedRequest request = signed("a&b=1", List.of(Map.entry("b", "1"), Map.entry("a", "")));

    assertThat(signatureOf(request).holds(request, new SigningSecret("secret"))).isTrue();
  }

  @Test
  void twoParametersCannotBeFoldedIntoOneValue() {
    SignedRequest request =
        signed("maxResults=5&pageToken=x", List.of(Map.entry("maxResults", "5&pageToken=x")));

    assertThat(signatureOf(request).holds(request, new SigningSecret("secret"))).isFalse();
  }

  @Test
  void twoParametersCannotBeFoldedIntoOneName() {
    SignedRequest request =
        signed("maxResults=5&pageToken=x", List.of(Map.entry("maxResults=5&pageToken", "x")));

    assertThat(signatureOf(request).holds(request, new SigningSecret("secret"))).isFalse();
  }

  @Test
  void aHeaderCannotBeFoldedIntoAValue() {
    SignedRequest signed = signed("a=1", List.of(Map.entry("a", "1")));
    Map<String, String> headers = new HashMap<>(signed.headers());
    String sha256 = headers.remove("x-dlf-content-sha256");

    SignedRequest request =
        new SignedRequest(
            "GET",
            "/v1/config",
            List.of(Map.entry("a", "1\nx-dlf-content-sha256:" + sha256)),
            headers,
            () -> new byte[0]);

    assertThat(signatureOf(request).holds(request, new SigningSecret("secret"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "DLF4-HMAC-SHA256",
        "DLF4-HMAC-SHA256 Credential=AK/20261121/r/DlfNext/aliyun_v4_request",
        "DLF4-HMAC-SHA256 Credential=AK/2026112/r/DlfNext/aliyun_v4_request,Signature=00",
        "DLF4-HMAC-SHA256 Credential=AK/20261121/r/s3/aws4_request,Signature=00"
      })
  void whatIsNotWellFormedIsNoSignature(String authorization) {
    assertThat(Dlf4Signature.parse(authorization)).isEmpty();
  }

  private static SignedRequest signed(String spelling, List<Map.Entry<String, String>> query) {
    return new SignedRequest(
        "GET",
        "/v1/config",
        query,
        new RequestSigner("AK", "secret")
            .headers("GET", "/v1/config", spelling, new byte[0], AuthenticatorTest.NOW),
        () -> new byte[0]);
  }

  private static Dlf4Signature signatureOf(SignedRequest request) {
    return Dlf4Signature.parse(request.header("authorization").orElseThrow()).orElseThrow();
  }

  private static void assertHoldsNot(Captured captured, SignedRequest changed) {
    assertThat(captured.signature().holds(changed, SECRET)).isFalse();
  }

  private static SignedRequest withQuery(
      SignedRequest request, List<Map.Entry<String, String>> query) {
    return new SignedRequest(
        request.method(), request.path(), query, request.headers(), request.body());
  }

  private static SignedRequest withHeaders(SignedRequest request, Map<String, String> headers) {
    return new SignedRequest(
        request.method(), request.path(), request.query(), headers, request.body());
  }
}
