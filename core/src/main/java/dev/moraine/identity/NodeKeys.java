package dev.moraine.identity;

import dev.moraine.error.Conflict;
import dev.moraine.error.InvalidRequest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Makes the keys of nodes. They are in clear only in the answers of these methods. */
public final class NodeKeys {
  public static final Duration DEFAULT_LIFETIME = Duration.ofHours(1);
  private static final Duration LONGEST_LIFETIME = Duration.ofDays(7);
  private static final int LONGEST_NAME = 255;

  private final Nodes nodes;
  private final RandomText random;
  private final Clock clock;

  public NodeKeys(Nodes nodes, SecureRandom random, Clock clock) {
    this.nodes = nodes;
    this.random = new RandomText(random);
    this.clock = clock;
  }

  /** A node with a key of it that is shown this once. */
  public record WithKey(Node node, BearerToken key) {}

  /**
   * Makes an enrolment key.
   *
   * @return empty when there is no such role
   */
  public Optional<WithKey> invite(String role, Principal by, Duration lifetime) {
    if (lifetime.compareTo(Duration.ZERO) <= 0 || lifetime.compareTo(LONGEST_LIFETIME) > 0) {
      throw new InvalidRequest(
          "An enrolment key is good for 1 to " + LONGEST_LIFETIME.toSeconds() + " seconds");
    }
    Instant now = clock.instant();
    Node node =
        new Node(
            random.nodeId(),
            role,
            "",
            now,
            by.name(),
            Optional.of(now.plus(lifetime)),
            Optional.empty());
    BearerToken key = random.nodeKey();
    return nodes.add(node, key.digest()) ? Optional.of(new WithKey(node, key)) : Optional.empty();
  }

  /**
   * Exchanges the enrolment key by which the caller is known.
   *
   * @param name what the machine calls itself
   * @throws InvalidRequest when the caller is known by something else
   * @throws Conflict when the key was exchanged already
   */
  public WithKey enrol(Authenticated caller, String name) {
    if (name.isBlank()
        || name.length() > LONGEST_NAME
        || name.chars().anyMatch(Character::isISOControl)) {
      throw new InvalidRequest("The name of a node has 1 to " + LONGEST_NAME + " characters");
    }
    if (caller.credential().kind() != CredentialId.Kind.NODE_KEY) {
      throw new InvalidRequest(
          "A node is enrolled with an enrolment key as the bearer token; an administrator makes"
              + " one");
    }
    BearerToken key = random.nodeKey();
    return nodes
        .enrol(caller.credential().value(), name, key.digest(), clock.instant())
        .map(node -> new WithKey(node, key))
        .orElseThrow(
            () ->
                new Conflict(
                    "The enrolment key was exchanged already; an administrator makes another one"));
  }
}
