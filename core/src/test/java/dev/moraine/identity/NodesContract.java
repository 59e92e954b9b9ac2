package dev.moraine.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moraine.access.PrincipalStore.Role;
import dev.moraine.catalog.Transactions;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Nodes} does, and sessions of nodes with it. */
public abstract class NodesContract {
  private static final Instant NOW = Instant.ofEpochMilli(1_000);
  private static final Node INVITED =
      new Node("N1", "emr", "", NOW, "root", Optional.of(NOW.plusMillis(10)), Optional.empty());
  private static final CredentialId KEY = new CredentialId(CredentialId.Kind.NODE_KEY, "N1");

  /** Fresh and empty for each test. */
  protected abstract Nodes nodes();

  /** Of the same database. */
  protected abstract Sessions sessions();

  /** Of the same database. */
  protected abstract Credentials credentials();

  /** Of the same database. */
  protected abstract Transactions transactions();

  @BeforeEach
  void insertRole() {
    transactions()
        .write(
            tx -> tx.principals().insertRole(new Role("emr", "", Role.Kind.SERVICE, NOW, "root")));
  }

  @Test
  void aNodeIsFoundByTheKeyThatItHasNow() {
    assertThat(nodes().add(INVITED, "invitation")).isTrue();
    assertThat(nodes().find("invitation")).contains(INVITED);

    Node enrolled = nodes().enrol("N1", "worker-1", "own", NOW).orElseThrow();

    assertThat(enrolled.isEnrolled()).isTrue();
    assertThat(enrolled.name()).isEqualTo("worker-1");
    assertThat(nodes().find("invitation")).isEmpty();
    assertThat(nodes().find("own")).contains(enrolled);
  }

  @Test
  void anInvitationIsGoodOnceAndInTime() {
    nodes().add(INVITED, "invitation");

    assertThat(nodes().enrol("N1", "late", "late", NOW.plusMillis(10))).isEmpty();
    assertThat(nodes().enrol("N2", "other", "other", NOW)).isEmpty();
    assertThat(nodes().enrol("N1", "first", "first", NOW)).isPresent();
    assertThat(nodes().enrol("N1", "second", "second", NOW)).isEmpty();
    assertThat(nodes().find("first")).isPresent();
  }

  @Test
  void thereIsNoNodeWithoutItsRole() {
    assertThat(nodes().add(of("N1", "absent"), "a")).isFalse();
    nodes().add(INVITED, "invitation");

    transactions().write(tx -> tx.principals().deleteRole("emr"));

    assertThat(nodes().find("invitation")).isEmpty();
  }

  @Test
  void nodesAreListedInPagesAndRemoved() {
    nodes().add(of("N2", "emr"), "b");
    nodes().add(INVITED, "a");

    assertThat(nodes().list("", 1)).extracting(Node::id).containsExactly("N1");
    assertThat(nodes().list("N1", 9)).extracting(Node::id).containsExactly("N2");
    assertThat(nodes().remove("N1")).isTrue();
    assertThat(nodes().remove("N1")).isFalse();
    assertThat(nodes().list("", 9)).extracting(Node::id).containsExactly("N2");
  }

  @Test
  void aSessionIsInEffectInTheNodesRoleWhileItIsEnrolled() {
    Principal inRole = inRole("emr");
    nodes().add(INVITED, "invitation");
    assertThat(sessions().isInEffect(inRole, NOW, KEY)).isFalse();

    nodes().enrol("N1", "worker-1", "own", NOW);

    assertThat(sessions().isInEffect(inRole, NOW, KEY)).isTrue();
    assertThat(sessions().isInEffect(inRole("other"), NOW, KEY)).isFalse();
    assertThat(sessions().isInEffect(new Principal("node/N1"), NOW, KEY)).isFalse();
    sessions().end(Sessions.Group.ofRole("emr"), NOW);
    assertThat(sessions().isInEffect(inRole, NOW, KEY)).isFalse();
    assertThat(sessions().isInEffect(inRole, NOW.plusMillis(1), KEY)).isTrue();
    nodes().remove("N1");
    assertThat(sessions().isInEffect(inRole, NOW.plusMillis(1), KEY)).isFalse();
  }

  @Test
  void theLastUseIsKept() {
    nodes().add(INVITED, "invitation");

    credentials().markUsed(Map.of(KEY, NOW));
    credentials().markUsed(Map.of(KEY, NOW.minusMillis(1)));

    assertThat(nodes().find("invitation").orElseThrow().lastUsedAt()).contains(NOW);
  }

  private static Principal inRole(String role) {
    return new Principal("node/N1").in(new Session("STS.1", Optional.of(role), NOW));
  }

  private static Node of(String id, String role) {
    return new Node(id, role, "", NOW, "root", Optional.of(NOW.plusMillis(10)), Optional.empty());
  }
}
