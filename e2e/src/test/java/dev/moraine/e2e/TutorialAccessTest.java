package dev.moraine.e2e;

import static dev.moraine.e2e.ClusterNode.ROLE;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The first tutorial's way to data: the role is known by a sync, has its policy and is granted the
 * catalog, and a node's program has its credentials. Each step left out in turn, and then made up
 * for.
 */
@Timeout(300)
class TutorialAccessTest {
  private static final String CLIENT = "1.4.2";

  @TempDir private Path folder;
  private ClusterNode node;

  private enum Step {
    SYNC,
    POLICY,
    GRANT
  }

  @BeforeEach
  void startNode() throws Exception {
    node = new ClusterNode(folder);
    node.administrator().succeed("catalog", "create", "lake");
    Files.writeString(
        folder.resolve("directory.yaml"),
        "users: [ann]\nroles: [{name: " + ROLE + ", service: true}]\n");
  }

  @AfterEach
  void stopNode() {
    node.close();
  }

  @Test
  void withoutTheSyncTheRoleCannotBeGrantedTo() throws Exception {
    for (String[] command : new String[][] {policy(), grant()}) {
      TerminalClient.Outcome refused = node.administrator().ask(command);

      assertThat(refused.status()).isEqualTo(1);
      assertThat(refused.output())
          .startsWith("There is no role '" + ROLE + "'")
          .contains("moraine user sync");
    }
    take(EnumSet.allOf(Step.class));

    assertThat(runOnTheNode()).isEqualTo("rows [one]");
  }

  @Test
  void withoutThePolicyTheClientIsToldWhichIsMissing() throws Exception {
    take(EnumSet.of(Step.SYNC, Step.GRANT));

    assertThat(runOnTheNode())
        .contains("Role '" + ROLE + "' has no policy that allows dlf:GetConfig")
        .contains("AliyunDLFFullAccess");

    take(EnumSet.of(Step.POLICY));
    assertThat(runOnTheNode()).isEqualTo("rows [one]");
  }

  @Test
  void aTrustedServiceNeedsNoPolicy() throws Exception {
    take(EnumSet.of(Step.SYNC, Step.GRANT));
    node.administrator().succeed("role", "trust", ROLE);

    assertThat(runOnTheNode()).isEqualTo("rows [one]");
  }

  @Test
  void withoutTheGrantTheClientIsToldThatNothingWasGranted() throws Exception {
    take(EnumSet.of(Step.SYNC, Step.POLICY));

    assertThat(runOnTheNode())
        .contains("Catalog 'lake' does not exist, or nothing in it was granted");

    take(EnumSet.of(Step.GRANT));
    assertThat(runOnTheNode()).isEqualTo("rows [one]");
  }

  @Test
  void withoutTheNodeAgentTheClientDoesNotGetItsRole() throws Exception {
    take(EnumSet.allOf(Step.class));

    assertThat(node.runClient(CLIENT)).startsWith("refused ").contains("get role failed");

    assertThat(runOnTheNode()).isEqualTo("rows [one]");
  }

  @Test
  void withoutTheTrustedNetworkTheNodeIsToldThatItsOwnIsMissing() throws Exception {
    node.close();
    node = ClusterNode.awayFromServer(folder);
    take(EnumSet.allOf(Step.class));
    String enrolmentKey = node.enrolmentKey();
    try (NodeAgentProcess agent = node.startAgent(enrolmentKey)) {
      agent.awaitSaid("10.9.0.1");
      assertThat(node.runClient(CLIENT)).startsWith("refused ");
    }

    node.administrator().succeed("network", "add", "10.9.0.0/24");

    try (NodeAgentProcess agent = node.startAgent(node.enrolmentKey())) {
      agent.awaitSaid("hold until");
      assertThat(node.runClient(CLIENT)).isEqualTo("rows [one]");

      node.administrator().succeed("network", "remove", "10.9.0.0/24");
      assertThat(node.runClient(CLIENT)).contains("10.9.0.1").contains("trusted");
    }
  }

  @Test
  void whatTheDirectoryNoLongerHasIsOver() throws Exception {
    take(EnumSet.allOf(Step.class));
    assertThat(runOnTheNode()).isEqualTo("rows [one]");
    Files.writeString(folder.resolve("directory.yaml"), "users: [ann]\n");

    String told = node.administrator().succeed(sync());

    assertThat(told).contains("remove role " + ROLE);
    try (NodeAgentProcess agent = node.startAgent("")) {
      agent.awaitSaid("The server refuses credentials");
    }
  }

  private void take(Set<Step> steps) throws Exception {
    for (Step step : steps) {
      node.administrator()
          .succeed(
              switch (step) {
                case SYNC -> sync();
                case POLICY -> policy();
                case GRANT -> grant();
              });
    }
  }

  private String[] sync() {
    return new String[] {"user", "sync", "--from", folder.resolve("directory.yaml").toString()};
  }

  private static String[] policy() {
    return new String[] {"policy", "attach", "AliyunDLFFullAccess", "role/" + ROLE};
  }

  private static String[] grant() {
    return new String[] {"grant", "role/" + ROLE, "DATA_EDITOR", "lake"};
  }

  /** What the client says on the node while the agent runs there. */
  private String runOnTheNode() throws Exception {
    String enrolmentKey = Files.exists(node.keyFile()) ? "" : node.enrolmentKey();
    try (NodeAgentProcess agent = node.startAgent(enrolmentKey)) {
      agent.awaitSaid("hold until");
      return node.runClient(CLIENT);
    }
  }
}
