package dev.moraine.identity;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Port: nodes and their keys, by digest. They end with their role. Each method is one transaction
 * of its own.
 */
public interface Nodes {
  Optional<Node> find(String keyDigest);

  /** By id, ascending, behind {@code after}. */
  List<Node> list(String after, int limit);

  /**
   * Stores a node that is not enrolled yet.
   *
   * @return false when there is no such role; nothing was written
   */
  boolean add(Node node, String enrolmentKeyDigest);

  /**
   * Puts a node's own key in place of its enrolment key; of several who try only one succeeds.
   *
   * @return the node; empty when it was enrolled or removed already, or its enrolment key is over,
   *     and nothing was written
   */
  Optional<Node> enrol(String id, String name, String keyDigest, Instant now);

  /**
   * Removes a node with its key: its sessions are over.
   *
   * @return false when there was none
   */
  boolean remove(String id);
}
