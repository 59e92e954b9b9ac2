package dev.moraine.identity;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Port: the stored access keys and bearer tokens. Each method is one transaction of its own. */
public interface Credentials {
  Optional<AccessKey> findAccessKey(String accessKeyId);

  /**
   * @param tokenDigest {@link BearerToken#digest} of the token; the token itself is never stored
   */
  Optional<ServiceToken> findToken(String tokenDigest);

  /** Empty when no credentials exist yet. */
  Optional<AccessKey> findAnyAccessKey();

  /**
   * Stores the very first access key together with a bearer token of the same principal.
   *
   * @return false when somebody had stored a first one already; nothing was written
   */
  boolean addFirst(AccessKey accessKey, String tokenDigest, Instant now);

  void add(AccessKey accessKey);

  void add(ServiceToken token);

  /** Those of a principal, oldest first. */
  List<AccessKey> accessKeysOf(Principal owner);

  /** Those of a principal, oldest first. */
  List<ServiceToken> tokensOf(Principal owner);

  void enable(Principal owner, String accessKeyId);

  /** What becomes of the only enabled access key of its owner. */
  enum TheLast {
    STAYS,
    GOES_TOO
  }

  /**
   * @return false when it is the last one, which stays; nothing was written
   */
  boolean disable(Principal owner, String accessKeyId, TheLast last);

  /**
   * @return false when it is the last one, which stays; nothing was written
   */
  boolean delete(Principal owner, String accessKeyId, TheLast last);

  /**
   * @param tokenId {@link ServiceToken#id}
   * @return false when the owner has none by this id
   */
  boolean revokeToken(Principal owner, String tokenId);

  /** Notes when credentials were used last; never back in time. Those that are gone are ignored. */
  void markUsed(Map<CredentialId, Instant> uses);
}
