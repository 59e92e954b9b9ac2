package dev.moraine.admin;

import dev.moraine.access.Action;
import dev.moraine.catalog.Access;
import dev.moraine.catalog.Page;
import dev.moraine.catalog.PageRequest;
import dev.moraine.catalog.Transactions;
import dev.moraine.error.Conflict;
import dev.moraine.error.NotFound;
import dev.moraine.error.ResourceKind;
import dev.moraine.identity.Authenticated;
import dev.moraine.identity.Node;
import dev.moraine.identity.NodeKeys;
import dev.moraine.identity.Nodes;
import dev.moraine.identity.Principal;
import java.time.Duration;

/** Use cases on the machines that act in service roles. */
public final class NodeService {
  private final Transactions transactions;
  private final Access access;
  private final Nodes nodes;
  private final NodeKeys keys;

  public NodeService(Transactions transactions, Access access, Nodes nodes, NodeKeys keys) {
    this.transactions = transactions;
    this.access = access;
    this.nodes = nodes;
    this.keys = keys;
  }

  /**
   * Makes an enrolment key for one machine, told this once.
   *
   * @throws Conflict when users are in the role, not nodes
   */
  public NodeKeys.WithKey createEnrolmentKey(Principal caller, String role, Duration lifetime) {
    transactions.read(
        tx -> {
          access.require(tx, caller, Action.CREATE_ENROLMENT_KEY);
          return PrincipalService.requireServiceRole(tx, role);
        });
    return keys.invite(role, caller, lifetime).orElseThrow(() -> PrincipalService.noRole(role));
  }

  /** Exchanges an enrolment key for the node's own key, told this once. */
  public NodeKeys.WithKey enrol(Authenticated caller, String name) {
    return keys.enrol(caller, name);
  }

  /** By id, ascending, those that are not enrolled yet among them. */
  public Page<Node> list(Principal caller, PageRequest page) {
    require(caller, Action.LIST_NODES);
    return Page.of(nodes.list(page.after().orElse(""), page.maxResults()), page, Node::id);
  }

  /** Ends a node's key, and the sessions that were issued to it. */
  public void delete(Principal caller, String id) {
    require(caller, Action.DELETE_NODE);
    if (!nodes.remove(id)) {
      throw new NotFound(ResourceKind.NODE, id, "There is no node '" + id + "'");
    }
  }

  private void require(Principal caller, Action action) {
    transactions.read(
        tx -> {
          access.require(tx, caller, action);
          return action;
        });
  }
}
