package dev.moraine.identity;

import dev.moraine.error.Conflict;
import dev.moraine.error.InvalidRequest;
import dev.moraine.error.NotFound;
import dev.moraine.error.ResourceKind;
import dev.moraine.identity.Credentials.TheLast;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The caller's own access keys and tokens; callers who act in a role have none. */
public final class CredentialService {
  private static final int LONGEST_NAME = 100;

  private final Credentials credentials;
  private final SecretCipher cipher;
  private final RandomText random;
  private final Clock clock;

  public CredentialService(
      Credentials credentials, SecretCipher cipher, SecureRandom random, Clock clock) {
    this.credentials = credentials;
    this.cipher = cipher;
    this.random = new RandomText(random);
    this.clock = clock;
  }

  /** A new access key with its secret in clear, which is shown this once. */
  public record CreatedAccessKey(AccessKey accessKey, String secret) {
    @Override
    public String toString() {
      return accessKey.toString();
    }
  }

  /** A new token in clear, which is shown this once. */
  public record CreatedToken(ServiceToken token, BearerToken value) {
    @Override
    public String toString() {
      return token.toString();
    }
  }

  /** Oldest first. */
  public List<AccessKey> accessKeys(Authenticated caller) {
    caller.requireThemselves();
    return credentials.accessKeysOf(caller.principal());
  }

  /**
   * @throws dev.moraine.error.Forbidden to callers whose own credentials expire
   */
  public CreatedAccessKey createAccessKey(Authenticated caller) {
    caller.requireThemselves();
    caller.requireOutlasting(Instant.MAX);
    String id = random.accessKeyId();
    String secret = random.secret();
    AccessKey accessKey =
        new AccessKey(
            id, new Principal(caller.principal().name()), cipher.encrypt(id, secret), now());
    credentials.add(accessKey);
    return new CreatedAccessKey(accessKey, secret);
  }

  public void enableAccessKey(Authenticated caller, String id) {
    require(caller, id);
    caller.requireOutlasting(Instant.MAX);
    credentials.enable(caller.principal(), id);
  }

  /** From the next request on it opens nothing, nor do sessions that were issued to it. */
  public void disableAccessKey(Authenticated caller, String id) {
    require(caller, id);
    requireAnother(credentials.disable(caller.principal(), id, TheLast.STAYS), id);
  }

  /** Like {@link #disableAccessKey}, for good. */
  public void deleteAccessKey(Authenticated caller, String id) {
    require(caller, id);
    requireAnother(credentials.delete(caller.principal(), id, TheLast.STAYS), id);
  }

  private void require(Authenticated caller, String id) {
    if (accessKeys(caller).stream().noneMatch(key -> key.id().equals(id))) {
      throw new NotFound(ResourceKind.ACCESS_KEY, id, "You have no access key " + id);
    }
  }

  private static void requireAnother(boolean done, String id) {
    if (!done) {
      throw new Conflict(
          "Access key " + id + " is the only one that is enabled; create another one first");
    }
  }

  /** Oldest first. */
  public List<ServiceToken> tokens(Authenticated caller) {
    caller.requireThemselves();
    return credentials.tokensOf(caller.principal());
  }

  /**
   * @param lifetime empty for no end
   * @throws dev.moraine.error.Forbidden when it would outlast the caller's credentials
   */
  public CreatedToken createToken(Authenticated caller, String name, Optional<Duration> lifetime) {
    caller.requireThemselves();
    if (name.isBlank() || name.length() > LONGEST_NAME) {
      throw new InvalidRequest(
          "The name of a token has 1 to " + LONGEST_NAME + " characters and is not blank");
    }
    if (lifetime.filter(each -> each.isNegative() || each.isZero()).isPresent()) {
      throw new InvalidRequest("The lifetime of a token is more than 0 seconds");
    }
    Instant now = now();
    Optional<Instant> expiresAt = lifetime.map(now::plus);
    caller.requireOutlasting(expiresAt.orElse(Instant.MAX));
    BearerToken value = random.token();
    ServiceToken token =
        new ServiceToken(
            value.digest(),
            name,
            new Principal(caller.principal().name()),
            now,
            expiresAt,
            Optional.empty());
    credentials.add(token);
    return new CreatedToken(token, value);
  }

  /** From the next request on it opens nothing, nor do sessions that were issued to it. */
  public void revokeToken(Authenticated caller, String tokenId) {
    caller.requireThemselves();
    if (!credentials.revokeToken(caller.principal(), tokenId)) {
      throw new NotFound(ResourceKind.TOKEN, tokenId, "You have no token " + tokenId);
    }
  }

  private Instant now() {
    return Instant.ofEpochMilli(clock.millis());
  }
}
