package dev.moraine.identity;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** {@link Credentials} in memory. */
final class StoredCredentials implements Credentials {
  private final Map<String, AccessKey> accessKeys = new HashMap<>();
  private final Map<String, Principal> tokens = new HashMap<>();

  @Override
  public Optional<AccessKey> findAccessKey(String accessKeyId) {
    return Optional.ofNullable(accessKeys.get(accessKeyId));
  }

  @Override
  public Optional<Principal> findTokenOwner(String tokenDigest) {
    return Optional.ofNullable(tokens.get(tokenDigest));
  }

  @Override
  public Optional<AccessKey> findAnyAccessKey() {
    return accessKeys.values().stream().findAny();
  }

  @Override
  public boolean addFirst(AccessKey accessKey, String tokenDigest, Instant now) {
    if (!accessKeys.isEmpty()) {
      return false;
    }
    add(accessKey, tokenDigest, now);
    return true;
  }

  @Override
  public void add(AccessKey accessKey, String tokenDigest, Instant now) {
    accessKeys.put(accessKey.id(), accessKey);
    tokens.put(tokenDigest, accessKey.principal());
  }
}
