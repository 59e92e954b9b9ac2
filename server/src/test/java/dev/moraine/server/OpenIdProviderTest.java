package dev.moraine.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import dev.moraine.error.NotAuthenticated;
import dev.moraine.identity.BearerToken;
import dev.moraine.identity.Principal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens of a provider that serves its metadata and keys over HTTP. */
class OpenIdProviderTest {
  private static final String KEYS = "/keys";

  private HttpServer provider;
  private String issuer;
  private RSAKey key;
  private OpenIdProvider signIn;

  @BeforeEach
  void startProvider() throws Exception {
    key = new RSAKeyGenerator(2048).keyID("one").generate();
    provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    issuer = "http://127.0.0.1:" + provider.getAddress().getPort();
    serve(
        "/.well-known/openid-configuration",
        "{\"issuer\":\"%s\",\"jwks_uri\":\"%s\"}".formatted(issuer, issuer + KEYS));
    serve(KEYS, new JWKSet(key.toPublicJWK()).toString());
    provider.start();
    signIn =
        new OpenIdProvider(
            rule(RolesOfGroups.of(List.of("engineers=etl", "engineers=readers", "a=b=c"), false)));
  }

  @AfterEach
  void stopProvider() {
    provider.stop(0);
  }

  @Test
  void aTokenIsItsUsersInTheRolesOfTheirGroups() throws Exception {
    assertThat(identify(signed(claims().build())))
        .contains(new Principal("oidc:alice", Optional.empty(), Set.of("etl", "readers")));
    assertThat(
            identify(signed(claims().claim("groups", List.of("a=b", "others")).build()))
                .orElseThrow()
                .roles())
        .containsExactly("c");
  }

  @Test
  void groupsAreRolesOfTheirNamesWhereThatIsSwitchedOn() throws Exception {
    List<String> groups = List.of("engineers", "admin", "super_administrator");
    signIn = new OpenIdProvider(rule(RolesOfGroups.of(List.of(), true)));

    assertThat(identify(signed(claims().claim("groups", groups).build())).orElseThrow().roles())
        .containsExactly("engineers");

    signIn = new OpenIdProvider(rule(RolesOfGroups.of(List.of("admin=admin"), true)));

    assertThat(identify(signed(claims().claim("groups", groups).build())).orElseThrow().roles())
        .containsExactlyInAnyOrder("engineers", "admin");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "=", "group", "group=", "=role"})
  void aRuleThatIsNoneIsSaidAtTheStart(String wrong) {
    assertThatThrownBy(() -> RolesOfGroups.of(List.of(wrong), false))
        .isInstanceOf(StartupFailure.class)
        .hasMessageContaining("GROUP=ROLE");
  }

  @Test
  void aUserOfTheProviderIsNeverTheAdministrator() throws Exception {
    assertThat(identify(signed(claims().subject("root").build())).orElseThrow().name())
        .isEqualTo("oidc:root");
  }

  @Test
  void whatIsNoJwtIsLeftToOthers() {
    assertThat(identify("abc")).isEmpty();
  }

  @Test
  void anExpiredTokenIsRefused() throws Exception {
    assertRefused(signed(claims().expirationTime(at(-120)).build()));
    assertRefused(signed(claims().expirationTime(null).build()));
  }

  @Test
  void aTokenForAnotherAudienceOrOfAnotherIssuerIsRefused() throws Exception {
    assertRefused(signed(claims().audience("another").build()));
    assertRefused(signed(claims().audience(List.of()).build()));
    assertRefused(signed(claims().issuer(issuer + "/").build()));
  }

  @Test
  void aTokenOfAnotherKeyIsRefused() throws Exception {
    RSAKey other = new RSAKeyGenerator(2048).keyID("one").generate();

    assertRefused(sign(JWSAlgorithm.RS256, new RSASSASigner(other)));
  }

  @Test
  void anUnsignedTokenIsRefused() {
    assertRefused(new PlainJWT(claims().build()).serialize());
  }

  // Whoever takes any algorithm takes the public key for a shared secret.
  @Test
  void aTokenThatIsSignedWithThePublicKeyAsASecretIsRefused() throws Exception {
    assertRefused(sign(JWSAlgorithm.HS256, new MACSigner(key.toRSAPublicKey().getEncoded())));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a\nb"})
  void aTokenWithoutAUsersNameIsRefused(String name) throws Exception {
    assertRefused(signed(claims().subject(name).build()));
  }

  @Test
  void groupsThatAreNoListOfNamesAreRefused() throws Exception {
    assertRefused(signed(claims().claim("groups", List.of(1, 2)).build()));
    assertThat(identify(signed(claims().claim("groups", null).build())).orElseThrow().roles())
        .isEmpty();
  }

  @Test
  void aRefusalDoesNotTellTheToken() throws Exception {
    String token = signed(claims().audience("another").build());

    assertThatThrownBy(() -> identify(token))
        .hasMessageNotContaining(token)
        .hasMessageContaining(issuer);
  }

  @Test
  void aProviderThatIsAwayIsToldApartAndTakenAgainOnceItIsBack() throws Exception {
    String token = signed(claims().build());
    provider.removeContext("/.well-known/openid-configuration");
    assertThatThrownBy(() -> identify(token))
        .isInstanceOf(NotAuthenticated.class)
        .hasMessageContaining("cannot be checked");

    serve(
        "/.well-known/openid-configuration",
        "{\"issuer\":\"%s\",\"jwks_uri\":\"%s\"}".formatted(issuer, issuer + KEYS));

    assertThat(identify(token)).isPresent();
  }

  @Test
  void aProviderThatCallsItselfAnotherNameIsNotTaken() {
    OpenIdProvider misspelt =
        new OpenIdProvider(
            new SignInOptions.Rule(issuer + "/", "moraine", "sub", "groups", RolesOfGroups.NONE));

    assertThatThrownBy(() -> misspelt.identify(new BearerToken(signed(claims().build()))))
        .isInstanceOf(NotAuthenticated.class)
        .hasMessageContaining("cannot be checked");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://id.example.org", "id.example.org", "ftp://127.0.0.1", "%"})
  void anIssuerThatCannotBeTrustedIsSaidAtTheStart(String unsafe) {
    assertThatThrownBy(
            () -> new SignInOptions.Rule(unsafe, "moraine", "sub", "groups", RolesOfGroups.NONE))
        .isInstanceOf(StartupFailure.class)
        .hasMessageContaining("--oidc-issuer");
  }

  private SignInOptions.Rule rule(RolesOfGroups roles) {
    return new SignInOptions.Rule(issuer, "moraine", "sub", "groups", roles);
  }

  private void serve(String path, String json) {
    provider.createContext(
        path,
        exchange -> {
          byte[] body = json.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
  }

  private JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer(issuer)
        .audience("moraine")
        .subject("alice")
        .expirationTime(at(300))
        .claim("groups", List.of("engineers"));
  }

  private static Date at(long secondsFromNow) {
    return Date.from(Instant.now().plusSeconds(secondsFromNow));
  }

  private String signed(JWTClaimsSet claims) throws Exception {
    return sign(JWSAlgorithm.RS256, new RSASSASigner(key), claims);
  }

  private String sign(JWSAlgorithm algorithm, JWSSigner signer) throws Exception {
    return sign(algorithm, signer, claims().build());
  }

  private static String sign(JWSAlgorithm algorithm, JWSSigner signer, JWTClaimsSet claims)
      throws Exception {
    SignedJWT jwt = new SignedJWT(new JWSHeader.Builder(algorithm).keyID("one").build(), claims);
    jwt.sign(signer);
    return jwt.serialize();
  }

  private Optional<Principal> identify(String token) {
    return signIn.identify(new BearerToken(token));
  }

  private void assertRefused(String token) {
    assertThatThrownBy(() -> identify(token)).isInstanceOf(NotAuthenticated.class);
  }
}
