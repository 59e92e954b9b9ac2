package dev.moraine.identity;

import dev.moraine.error.NotAuthenticated;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/** Tells who sent a request, from its Authorization header. */
public final class Authenticator {
  /** How far a signer's clock may be off; also how long a signature can be replayed. */
  static final Duration CLOCK_WINDOW = Duration.ofMinutes(15);

  private static final String BEARER = "Bearer ";
  // Ours, of keys and of sessions, and those of the product.
  private static final Pattern ACCESS_KEY_ID =
      Pattern.compile("(MRN|STS\\.|LTAI)[A-Za-z0-9]{1,32}");
  private static final int SECRETS_IN_CLEAR = 1_000;

  private final Credentials credentials;
  private final Nodes nodes;
  private final SecretCipher cipher;
  private final IdentityProvider identityProvider;
  private final SecurityTokens securityTokens;
  private final Sessions sessions;
  private final Nonces nonces;
  private final LastUses lastUses;
  private final Clock clock;
  private final BoundedCache<EncryptedSecret, SigningSecret> secrets =
      new BoundedCache<>(SECRETS_IN_CLEAR);

  public Authenticator(
      Credentials credentials,
      Nodes nodes,
      SecretCipher cipher,
      IdentityProvider identityProvider,
      SessionService sessionService,
      Sessions sessions,
      Nonces nonces,
      LastUses lastUses,
      Clock clock) {
    this(
        credentials,
        nodes,
        cipher,
        identityProvider,
        sessionService.securityTokens(),
        sessions,
        nonces,
        lastUses,
        clock);
  }

  Authenticator(
      Credentials credentials,
      Nodes nodes,
      SecretCipher cipher,
      IdentityProvider identityProvider,
      SecurityTokens securityTokens,
      Sessions sessions,
      Nonces nonces,
      LastUses lastUses,
      Clock clock) {
    this.credentials = credentials;
    this.nodes = nodes;
    this.cipher = cipher;
    this.identityProvider = identityProvider;
    this.securityTokens = securityTokens;
    this.sessions = sessions;
    this.nonces = nonces;
    this.lastUses = lastUses;
    this.clock = clock;
  }

  /** A row's secret; another one, or another row, is another key. */
  private record EncryptedSecret(String accessKeyId, ByteBuffer bytes) {}

  /**
   * @throws NotAuthenticated if there is no Authorization, its scheme is unknown, or it does not
   *     hold; an unknown key and a wrong secret get the same sentence
   */
  public Authenticated authenticate(SignedRequest request) {
    String authorization =
        request
            .header("authorization")
            .orElseThrow(
                () ->
                    new NotAuthenticated(
                        "The request has no Authorization header; sign it with an access key or"
                            + " send a bearer token"));
    Authenticated caller = authenticate(request, authorization);
    lastUses.note(caller.credential(), clock.instant());
    return caller;
  }

  private Authenticated authenticate(SignedRequest request, String authorization) {
    if (authorization.startsWith(BEARER)) {
      return byToken(new BearerToken(authorization.substring(BEARER.length()).trim()));
    }
    if (authorization.startsWith(Dlf4Signature.SCHEME)) {
      return bySignature(request, wellFormed(Dlf4Signature.parse(authorization)));
    }
    if (authorization.startsWith(AcsSignature.SCHEME)) {
      return bySignature(request, wellFormed(AcsSignature.parse(authorization)));
    }
    throw new NotAuthenticated(
        "The Authorization scheme is none of " + Dlf4Signature.SCHEME + ", acs and Bearer");
  }

  /**
   * Which access key a request says that it was signed with, for whoever notes that it was not.
   *
   * @return empty also for what does not look like an id: it may be a secret in the wrong place
   */
  public static Optional<String> claimedAccessKeyId(String authorization) {
    Optional<? extends RequestSignature> signature =
        authorization.startsWith(Dlf4Signature.SCHEME)
            ? Dlf4Signature.parse(authorization)
            : authorization.startsWith(AcsSignature.SCHEME)
                ? AcsSignature.parse(authorization)
                : Optional.empty();
    return signature
        .map(RequestSignature::accessKeyId)
        .filter(id -> ACCESS_KEY_ID.matcher(id).matches());
  }

  private static <S extends RequestSignature> S wellFormed(Optional<S> signature) {
    return signature.orElseThrow(
        () -> new NotAuthenticated("The Authorization header is not well formed"));
  }

  private Authenticated byToken(BearerToken bearer) {
    if (bearer.value().startsWith(Node.KEY_PREFIX)) {
      return byNodeKey(bearer);
    }
    return identityProvider
        .identify(bearer)
        .map(Authenticator::signedIn)
        .orElseGet(() -> byServiceToken(bearer));
  }

  // What they make may outlast the token, which is good for minutes: they are there themselves.
  private static Authenticated signedIn(Principal principal) {
    return new Authenticated(
        principal, new CredentialId(CredentialId.Kind.SIGN_IN, principal.name()), Optional.empty());
  }

  private Authenticated byNodeKey(BearerToken bearer) {
    Node node =
        nodes
            .find(bearer.digest())
            .orElseThrow(
                () ->
                    new NotAuthenticated(
                        "The node's key is not known: it was revoked, or exchanged already; enrol"
                            + " the node with another enrolment key"));
    if (node.isExpired(clock.instant())) {
      throw new NotAuthenticated(
          "The enrolment key has expired; an administrator makes another one");
    }
    return new Authenticated(
        node.principal(),
        new CredentialId(CredentialId.Kind.NODE_KEY, node.id()),
        node.expiresAt());
  }

  private Authenticated byServiceToken(BearerToken bearer) {
    ServiceToken token =
        credentials
            .findToken(bearer.digest())
            .orElseThrow(() -> new NotAuthenticated("The bearer token is not known"));
    if (token.isExpired(clock.instant())) {
      throw new NotAuthenticated("The bearer token has expired; create another one");
    }
    return new Authenticated(
        token.principal(),
        new CredentialId(CredentialId.Kind.SERVICE_TOKEN, token.digest()),
        token.expiresAt());
  }

  private Authenticated bySignature(SignedRequest request, RequestSignature signature) {
    Instant signedAt = signature.signedAt(request);
    requireFresh(signedAt);
    Optional<String> nonce = signature.nonce(request);
    Optional<String> securityToken = request.header(signature.securityTokenHeader());
    Authenticated caller =
        securityToken.isPresent()
            ? bySession(request, signature, securityToken.get())
            : byAccessKey(request, signature);
    requireDigestOfBody(request);
    nonce.ifPresent(each -> requireFirst(signature.accessKeyId(), each, signedAt));
    return caller;
  }

  private Authenticated byAccessKey(SignedRequest request, RequestSignature signature) {
    AccessKey accessKey =
        credentials
            .findAccessKey(signature.accessKeyId())
            .filter(key -> signature.holds(request, secretOf(key)))
            .orElseThrow(Authenticator::holdsNot);
    if (accessKey.state() == AccessKey.State.DISABLED) {
      throw new NotAuthenticated("The access key is disabled; enable it or use another one");
    }
    return new Authenticated(
        accessKey.principal(),
        new CredentialId(CredentialId.Kind.ACCESS_KEY, accessKey.id()),
        Optional.empty());
  }

  private SigningSecret secretOf(AccessKey key) {
    EncryptedSecret encrypted =
        new EncryptedSecret(key.id(), ByteBuffer.wrap(key.encryptedSecret()));
    return secrets
        .find(encrypted)
        .orElseGet(
            () -> {
              SigningSecret secret =
                  new SigningSecret(cipher.decrypt(key.id(), key.encryptedSecret()));
              secrets.put(encrypted, secret);
              return secret;
            });
  }

  private Authenticated bySession(
      SignedRequest request, RequestSignature signature, String securityToken) {
    IssuedSession issued =
        securityTokens
            .open(securityToken)
            .orElseThrow(() -> new NotAuthenticated("The security token is not known"));
    Session session = issued.session();
    if (!session.id().equals(signature.accessKeyId())
        || !signature.holds(request, issued.secret())) {
      throw holdsNot();
    }
    if (!clock.instant().isBefore(session.expiresAt())) {
      throw new NotAuthenticated("The session credentials have expired; ask for new ones");
    }
    if (!sessions.isInEffect(issued.principal(), issued.issuedAt(), issued.issuedTo())) {
      throw new NotAuthenticated(
          "The session was ended, or its role is no longer its user's; ask for new session"
              + " credentials");
    }
    return new Authenticated(
        issued.principal(), issued.issuedTo(), Optional.of(session.expiresAt()));
  }

  private static NotAuthenticated holdsNot() {
    return new NotAuthenticated(
        "The signature does not hold: the access key is not known, its secret is another one, or"
            + " the request was changed on its way");
  }

  private void requireFresh(Instant signedAt) {
    if (Duration.between(signedAt, clock.instant()).abs().compareTo(CLOCK_WINDOW) > 0) {
      throw new NotAuthenticated(
          "The request was signed more than "
              + CLOCK_WINDOW.toMinutes()
              + " minutes away from the server's time; set the clock of its sender");
    }
  }

  // Kept for twice the window behind the signer's time: a server whose clock is behind takes the
  // request for longer.
  private void requireFirst(String accessKeyId, String nonce, Instant signedAt) {
    if (!nonces.remember(accessKeyId, nonce, signedAt.plus(CLOCK_WINDOW.multipliedBy(2)))) {
      throw new NotAuthenticated(
          "The request was sent before; sign each one with a nonce of its own");
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
