package dev.moraine.identity;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@link Credentials}, {@link Sessions} and {@link Nonces} in memory. */
final class StoredCredentials implements Credentials, Sessions, Nonces {
  private final Map<String, AccessKey> accessKeys = new HashMap<>();
  private final Map<String, ServiceToken> tokens = new HashMap<>();
  private final Map<Group, Instant> ended = new HashMap<>();
  private final Set<String> nonces = new HashSet<>();
  final Map<CredentialId, Instant> uses = new HashMap<>();

  @Override
  public Optional<AccessKey> findAccessKey(String accessKeyId) {
    return Optional.ofNullable(accessKeys.get(accessKeyId));
  }

  @Override
  public Optional<ServiceToken> findToken(String tokenDigest) {
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
    add(accessKey);
    add(
        new ServiceToken(
            tokenDigest, "first", accessKey.principal(), now, Optional.empty(), Optional.empty()));
    return true;
  }

  @Override
  public void add(AccessKey accessKey) {
    accessKeys.put(accessKey.id(), accessKey);
  }

  @Override
  public void add(ServiceToken token) {
    tokens.put(token.digest(), token);
  }

  @Override
  public List<AccessKey> accessKeysOf(Principal owner) {
    return accessKeys.values().stream().filter(key -> isOwner(key.principal(), owner)).toList();
  }

  @Override
  public List<ServiceToken> tokensOf(Principal owner) {
    return tokens.values().stream().filter(token -> isOwner(token.principal(), owner)).toList();
  }

  private static boolean isOwner(Principal principal, Principal owner) {
    return principal.name().equals(owner.name());
  }

  @Override
  public void enable(Principal owner, String accessKeyId) {
    put(accessKeyId, AccessKey.State.ENABLED);
  }

  @Override
  public boolean disable(Principal owner, String accessKeyId) {
    return hasAnother(owner, accessKeyId) && put(accessKeyId, AccessKey.State.DISABLED);
  }

  @Override
  public boolean delete(Principal owner, String accessKeyId) {
    return hasAnother(owner, accessKeyId) && accessKeys.remove(accessKeyId) != null;
  }

  private boolean hasAnother(Principal owner, String accessKeyId) {
    return accessKeysOf(owner).stream()
        .anyMatch(key -> key.state() == AccessKey.State.ENABLED && !key.id().equals(accessKeyId));
  }

  private boolean put(String accessKeyId, AccessKey.State state) {
    AccessKey key = findAccessKey(accessKeyId).orElseThrow();
    add(
        new AccessKey(
            key.id(),
            key.principal(),
            key.encryptedSecret(),
            state,
            key.createdAt(),
            key.lastUsedAt()));
    return true;
  }

  @Override
  public boolean revokeToken(Principal owner, String tokenId) {
    return tokensOf(owner).stream()
        .filter(token -> token.id().equals(tokenId))
        .findFirst()
        .map(token -> tokens.remove(token.digest()))
        .isPresent();
  }

  @Override
  public void markUsed(Map<CredentialId, Instant> newUses) {
    uses.putAll(newUses);
  }

  @Override
  public boolean isInEffect(Group group, Instant issuedAt, CredentialId issuedTo) {
    boolean stands =
        switch (issuedTo.kind()) {
          case ACCESS_KEY ->
              findAccessKey(issuedTo.value())
                  .filter(key -> key.state() == AccessKey.State.ENABLED)
                  .isPresent();
          case SERVICE_TOKEN -> findToken(issuedTo.value()).isPresent();
          case SIGN_IN -> true;
        };
    return stands && issuedAt.isAfter(ended.getOrDefault(group, Instant.MIN));
  }

  @Override
  public void end(Group group, Instant now) {
    ended.put(group, now);
  }

  @Override
  public void forgetEndedBefore(Instant before) {
    ended.values().removeIf(until -> until.isBefore(before));
  }

  @Override
  public boolean remember(String accessKeyId, String nonce, Instant until) {
    return nonces.add(accessKeyId + " " + nonce);
  }

  @Override
  public void forgetUntil(Instant now) {
    nonces.clear();
  }
}
