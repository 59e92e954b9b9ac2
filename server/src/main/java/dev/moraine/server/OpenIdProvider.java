package dev.moraine.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.moraine.error.NotAuthenticated;
import dev.moraine.identity.BearerToken;
import dev.moraine.identity.IdentityProvider;
import dev.moraine.identity.Principal;
import dev.moraine.server.http.Json;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An OpenID Connect provider, asked for its keys when the first of its tokens comes: the server
 * starts without it, and does without it for whoever has a key of ours.
 */
final class OpenIdProvider implements IdentityProvider {
  /** Keeps users of the provider apart from those of Moraine, the administrator among them. */
  static final String PREFIX = "oidc:";

  private static final Logger log = LoggerFactory.getLogger(OpenIdProvider.class);
  private static final int TIMEOUT_MS = 5_000;
  private static final int ANSWER_BYTES = 1024 * 1024;
  private static final int LONGEST_NAME = 200;

  private final SignInOptions.Rule rule;
  private final DefaultResourceRetriever retriever =
      new DefaultResourceRetriever(TIMEOUT_MS, TIMEOUT_MS, ANSWER_BYTES);
  private volatile @Nullable DefaultJWTProcessor<SecurityContext> processor;

  OpenIdProvider(SignInOptions.Rule rule) {
    this.rule = rule;
  }

  @Override
  public Optional<Principal> identify(BearerToken token) {
    // Two dots are in every signed JWT, and in no token of ours.
    return token.value().chars().filter(c -> c == '.').count() == 2
        ? Optional.of(principal(claims(token)))
        : Optional.empty();
  }

  private JWTClaimsSet claims(BearerToken token) {
    try {
      return processor().process(token.value(), null);
    } catch (ParseException | BadJOSEException e) {
      // Its message tells claims of the token, never the token.
      log.atDebug().addKeyValue("reason", e.getMessage()).log("Sign-in token refused");
      throw new NotAuthenticated(
          "The token does not hold: it has expired, is for another audience, or is not one of "
              + rule.issuer()
              + "; sign in there again");
    } catch (JOSEException | IOException e) {
      log.atWarn().addKeyValue("issuer", rule.issuer()).setCause(e).log("No sign-in keys");
      throw new NotAuthenticated(
          "The token cannot be checked, for "
              + rule.issuer()
              + " does not tell its keys; try again, or use an access key");
    }
  }

  private Principal principal(JWTClaimsSet claims) {
    try {
      String name = claims.getStringClaim(rule.userClaim());
      if (name == null
          || name.isBlank()
          || name.length() > LONGEST_NAME
          || name.chars().anyMatch(Character::isISOControl)) {
        throw new NotAuthenticated(
            "The token does not name its user in the claim '" + rule.userClaim() + "'");
      }
      List<String> groups = claims.getStringListClaim(rule.groupsClaim());
      return new Principal(
          PREFIX + name, Optional.empty(), groups == null ? Set.of() : rule.roles().of(groups));
    } catch (ParseException e) {
      throw new NotAuthenticated(
          "The token's claims '"
              + rule.userClaim()
              + "' and '"
              + rule.groupsClaim()
              + "' are not a name and a list of names");
    }
  }

  private DefaultJWTProcessor<SecurityContext> processor() throws IOException {
    DefaultJWTProcessor<SecurityContext> known = processor;
    if (known == null) {
      known = discover();
      processor = known;
    }
    return known;
  }

  // The keys themselves are fetched by the library, again when a token names another one.
  private DefaultJWTProcessor<SecurityContext> discover() throws IOException {
    JsonNode metadata =
        Json.readTree(
            retriever
                .retrieveResource(
                    URI.create(
                            rule.issuer().replaceFirst("/+$", "")
                                + "/.well-known/openid-configuration")
                        .toURL())
                .getContent());
    if (!metadata.path("issuer").asText().equals(rule.issuer())) {
      throw new IOException("The provider calls itself " + metadata.path("issuer").asText());
    }
    // No symmetric ones: their key would be a secret of the provider's clients.
    Set<JWSAlgorithm> algorithms = new LinkedHashSet<>(JWSAlgorithm.Family.RSA);
    algorithms.addAll(JWSAlgorithm.Family.EC);
    DefaultJWTProcessor<SecurityContext> made = new DefaultJWTProcessor<>();
    made.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
    made.setJWSKeySelector(
        new JWSVerificationKeySelector<>(
            algorithms,
            JWKSourceBuilder.<SecurityContext>create(
                    URI.create(metadata.path("jwks_uri").asText()).toURL(), retriever)
                .retrying(true)
                .build()));
    made.setJWTClaimsSetVerifier(
        new DefaultJWTClaimsVerifier<>(
            rule.audience(),
            new JWTClaimsSet.Builder().issuer(rule.issuer()).build(),
            Set.of("exp", rule.userClaim())));
    return made;
  }
}
