package dev.moraine.identity;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** {@link Credentials}, {@link Nodes}, {@link Sessions} and {@link Nonces} in memory. */
final class StoredCredentials implements Credentials, Nodes, Sessions, Nonces {
  private final Map<String, AccessKey> accessKeys = new HashMap<>();
  private final Map<String, ServiceToken> tokens = new HashMap<>();
  private final Map<Group, Instant> ended = new HashMap<>();
  private final Map<String, Node> nodes = new HashMap<>();
  private final Set<String> members = new HashSet<>();
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
  public boolean disable(Principal owner, String accessKeyId, TheLast last) {
    return mayGo(owner, accessKeyId, last) && put(accessKeyId, AccessKey.State.DISABLED);
  }

  @Override
  public boolean delete(Principal owner, String accessKeyId, TheLast last) {
    return mayGo(owner, accessKeyId, last) && accessKeys.remove(accessKeyId) != null;
  }

  private boolean mayGo(Principal owner, String accessKeyId, TheLast last) {
    return last == TheLast.GOES_TOO
        || accessKeysOf(owner).stream()
            .anyMatch(
                key -> key.state() == AccessKey.State.ENABLED && !key.id().equals(accessKeyId));
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

  void putInto(String role, Principal user) {
    members.add(role + " " + user.name());
  }

  void removeFrom(String role, Principal user) {
    members.remove(role + " " + user.name());
  }

  @Override
  public boolean isInEffect(Principal principal, Instant issuedAt, CredentialId issuedTo) {
    boolean stands =
        switch (issuedTo.kind()) {
          case ACCESS_KEY ->
              findAccessKey(issuedTo.value())
                  .filter(key -> key.state() == AccessKey.State.ENABLED)
                  .isPresent();
          case SERVICE_TOKEN -> findToken(issuedTo.value()).isPresent();
          case SIGN_IN -> true;
          case NODE_KEY ->
              nodes.values().stream()
                  .filter(Node::isEnrolled)
                  .filter(node -> Optional.of(node.role()).equals(principal.role()))
                  .anyMatch(node -> node.id().equals(issuedTo.value()));
        };
    boolean mayAct =
        issuedTo.kind() == CredentialId.Kind.NODE_KEY
            || principal.role().stream()
                .allMatch(
                    role ->
                        principal.roles().contains(role)
                            || members.contains(role + " " + principal.name()));
    return stands
        && mayAct
        && Stream.concat(
                Stream.of(Group.of(principal)), principal.role().map(Group::ofRole).stream())
            .allMatch(group -> issuedAt.isAfter(ended.getOrDefault(group, Instant.MIN)));
  }

  @Override
  public Optional<Node> find(String keyDigest) {
    return Optional.ofNullable(nodes.get(keyDigest));
  }

  @Override
  public List<Node> list(String after, int limit) {
    return nodes.values().stream()
        .filter(node -> node.id().compareTo(after) > 0)
        .sorted(Comparator.comparing(Node::id))
        .limit(limit)
        .toList();
  }

  @Override
  public boolean add(Node node, String enrolmentKeyDigest) {
    nodes.put(enrolmentKeyDigest, node);
    return true;
  }

  @Override
  public Optional<Node> enrol(String id, String name, String keyDigest, Instant now) {
    Optional<Node> invited =
        nodes.values().stream()
            .filter(node -> node.id().equals(id) && !node.isEnrolled() && !node.isExpired(now))
            .findFirst();
    invited.ifPresent(
        node -> {
          remove(id);
          nodes.put(
              keyDigest,
              new Node(
                  id,
                  node.role(),
                  name,
                  node.createdAt(),
                  node.createdBy(),
                  Optional.empty(),
                  Optional.empty()));
        });
    return invited.map(node -> nodes.get(keyDigest));
  }

  @Override
  public boolean remove(String id) {
    return nodes.values().removeIf(node -> node.id().equals(id));
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
