package dev.moraine.server.http.console;

import dev.moraine.admin.NodeService;
import dev.moraine.catalog.Page;
import dev.moraine.identity.Node;
import dev.moraine.identity.NodeKeys;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Nodes and their keys. */
final class NodeRoutes {
  private final NodeService nodes;

  NodeRoutes(NodeService nodes) {
    this.nodes = nodes;
  }

  record CreateEnrolmentKey(@Nullable Long lifetimeSeconds) {}

  /** In clear: written into the answer that makes it, and nowhere else. */
  record NewEnrolmentKey(String node, String enrolmentKey, long expiresAt) {
    @Override
    public String toString() {
      return "NewEnrolmentKey[" + node + "]";
    }
  }

  record EnrolNode(String name) {}

  /** In clear, as {@link NewEnrolmentKey}. */
  record NewNodeKey(String node, String role, String nodeKey) {
    @Override
    public String toString() {
      return "NewNodeKey[" + node + "]";
    }
  }

  record NodeView(
      String id,
      String role,
      boolean enrolled,
      Optional<String> name,
      long createdAt,
      String createdBy,
      Optional<Long> expiresAt,
      Optional<Long> lastUsedAt) {}

  record NodePage(List<NodeView> nodes, Optional<String> nextPageToken) {}

  NewEnrolmentKey createEnrolmentKey(ConsoleRequest request, CreateEnrolmentKey body) {
    NodeKeys.WithKey made =
        nodes.createEnrolmentKey(
            request.caller(),
            request.segment("role"),
            Optional.ofNullable(body.lifetimeSeconds())
                .map(CredentialRoutes::seconds)
                .orElse(NodeKeys.DEFAULT_LIFETIME));
    return new NewEnrolmentKey(
        made.node().id(), made.key().value(), made.node().expiresAt().orElseThrow().toEpochMilli());
  }

  NewNodeKey enrol(ConsoleRequest request, EnrolNode body) {
    NodeKeys.WithKey made = nodes.enrol(request.authenticated(), body.name());
    return new NewNodeKey(made.node().id(), made.node().role(), made.key().value());
  }

  NodePage list(ConsoleRequest request) {
    Page<NodeView> page = nodes.list(request.caller(), request.page()).map(NodeRoutes::toView);
    return new NodePage(page.items(), page.nextToken());
  }

  void delete(ConsoleRequest request) {
    nodes.delete(request.caller(), request.segment("node"));
  }

  private static NodeView toView(Node node) {
    return new NodeView(
        node.id(),
        node.role(),
        node.isEnrolled(),
        Optional.of(node.name()).filter(name -> !name.isEmpty()),
        node.createdAt().toEpochMilli(),
        node.createdBy(),
        node.expiresAt().map(Instant::toEpochMilli),
        node.lastUsedAt().map(Instant::toEpochMilli));
  }
}
