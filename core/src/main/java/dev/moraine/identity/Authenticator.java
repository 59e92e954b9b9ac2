package dev.moraine.identity;

import dev.moraine.error.NotAuthenticated;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Optional;

/** Tells who sent a request, from its Authorization header. */
public final class Authenticator {
  /** How far a signer's clock may be off; also how long a signature can be replayed. */
  static final Duration CLOCK_WINDOW = Duration.ofMinutes(15);

  private static final String BEARER = "Bearer ";
  private static final DateTimeFormatter SIGNING_TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'");

  private final Credentials credentials;
  private final SecretCipher cipher;
  private final Clock clock;

  public Authenticator(Credentials credentials, SecretCipher cipher, Clock clock) {
    this.credentials = credentials;
    this.cipher = cipher;
    this.clock = clock;
  }

  /**
   * @throws NotAuthenticated if there is no Authorization, its scheme is unknown, or it does not
   *     hold; an unknown key and a wrong secret get the same sentence
   */
  public Principal authenticate(SignedRequest request) {
    String authorization =
        request
            .header("authorization")
            .orElseThrow(
                () ->
                    new NotAuthenticated(
                        "The request has no Authorization header; sign it with an access key or"
                            + " send a bearer token"));
    if (authorization.startsWith(BEARER)) {
      return byToken(new BearerToken(authorization.substring(BEARER.length()).trim()));
    }
    if (authorization.startsWith(Dlf4Signature.SCHEME)) {
      return bySignature(request, authorization);
    }
    throw new NotAuthenticated(
        "The Authorization scheme is none of " + Dlf4Signature.SCHEME + " and Bearer");
  }

  private Principal byToken(BearerToken token) {
    return credentials
        .findTokenOwner(token.digest())
        .orElseThrow(() -> new NotAuthenticated("The bearer token is not known"));
  }

  private Principal bySignature(SignedRequest request, String authorization) {
    Dlf4Signature signature =
        Dlf4Signature.parse(authorization)
            .orElseThrow(() -> new NotAuthenticated("The Authorization header is not well formed"));
    requireFresh(request, signature);
    if (request.header("x-dlf-security-token").isPresent()) {
      throw new NotAuthenticated("The security token is not known");
    }
    Optional<AccessKey> accessKey = credentials.findAccessKey(signature.accessKeyId());
    boolean holds =
        accessKey
            .map(key -> cipher.decrypt(key.id(), key.encryptedSecret()))
            .map(secret -> signature.holds(request, secret))
            .orElse(false);
    if (!holds) {
      throw new NotAuthenticated(
          "The signature does not hold: the access key is not known, its secret is another one, or"
              + " the request was changed on its way");
    }
    requireDigestOfBody(request);
    return accessKey.orElseThrow().principal();
  }

  private void requireFresh(SignedRequest request, Dlf4Signature signature) {
    String date = request.header("x-dlf-date").orElse("");
    if (!date.startsWith(signature.scopeDate())) {
      throw new NotAuthenticated("The header x-dlf-date is not of the date that was signed");
    }
    Instant signedAt;
    try {
      signedAt = LocalDateTime.parse(date, SIGNING_TIME).toInstant(ZoneOffset.UTC);
    } catch (DateTimeParseException e) {
      throw new NotAuthenticated("The header x-dlf-date has not the form yyyyMMdd'T'HHmmss'Z'");
    }
    if (Duration.between(signedAt, clock.instant()).abs().compareTo(CLOCK_WINDOW) > 0) {
      throw new NotAuthenticated(
          "The request was signed more than "
              + CLOCK_WINDOW.toMinutes()
              + " minutes away from the server's time; set the clock of its sender");
    }
  }

  // Clients 1.3 sign the digest of the text "null" on a DELETE and send no body, so a digest
  // without a body is left alone; the signature covers the header itself.
  private static void requireDigestOfBody(SignedRequest request) {
    byte[] body = request.body().get();
    if (body.length == 0) {
      return;
    }
    String sent =
        request
            .header("content-md5")
            .orElseThrow(() -> new NotAuthenticated("A signed body needs a Content-MD5 header"));
    try {
      byte[] digest = MessageDigest.getInstance("MD5").digest(body);
      if (!Base64.getEncoder().encodeToString(digest).equals(sent)) {
        throw new NotAuthenticated("The body is not the one that was signed");
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has MD5", e);
    }
  }
}
