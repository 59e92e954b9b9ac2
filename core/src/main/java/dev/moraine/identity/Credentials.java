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

  boolean isEmpty();

  /** Stores a first or further access key together with a bearer token of the same principal. */
  void add(AccessKey accessKey, String tokenDigest, Instant now);
}
