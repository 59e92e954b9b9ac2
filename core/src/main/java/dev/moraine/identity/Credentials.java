package dev.moraine.identity;

import java.time.Instant;
import java.util.Optional;

/** Port: the stored access keys and bearer tokens. Each method is one transaction of its own. */
public interface Credentials {
  Optional<AccessKey> findAccessKey(String accessKeyId);

  /**
   * @param tokenDigest {@link BearerToken#digest} of the token; the token itself is never stored
   */
  Optional<Principal> findTokenOwner(String tokenDigest);

  /** Empty when no credentials exist yet. */
  Optional<AccessKey> findAnyAccessKey();

  /**
   * Stores the very first access key together with a bearer token of the same principal.
   *
   * @return false when somebody had stored a first one already; nothing was written
   */
  boolean addFirst(AccessKey accessKey, String tokenDigest, Instant now);

  /** Stores a further access key together with a bearer token of the same principal. */
  void add(AccessKey accessKey, String tokenDigest, Instant now);
}
