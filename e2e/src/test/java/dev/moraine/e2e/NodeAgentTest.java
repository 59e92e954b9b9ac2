package dev.moraine.e2e;

import static dev.moraine.e2e.ClusterNode.METADATA;
import static dev.moraine.e2e.ClusterNode.ROLE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The node agent on a node of a cluster, asked by Paimon's clients and others. */
@Timeout(300)
class NodeAgentTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static ClusterNode node;

  @BeforeAll
  static void startNode(@TempDir Path folder) throws Exception {
    node = new ClusterNode(folder);
    TerminalClient administrator = node.administrator();
    administrator.succeed("role", "create", "--service", ROLE);
    administrator.succeed("catalog", "create", "lake");
    administrator.succeed("policy", "attach", "AliyunDLFFullAccess", "role/" + ROLE);
    administrator.succeed("grant", "role/" + ROLE, "DATA_EDITOR", "lake");
  }

  @AfterAll
  static void stopNode() {
    node.close();
  }

  @BeforeEach
  void forgetTheNodesKey() throws Exception {
    Files.deleteIfExists(node.keyFile());
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.1.1", "1.2.0", "1.3.1", "1.4.2", "2.0.0"})
  void everyClientFindsTheRolesCredentialsByDefault(String version) throws Exception {
    try (NodeAgentProcess agent = node.startAgent(node.enrolmentKey())) {
      agent.awaitSaid("hold until");

      assertThat(node.runClient(version)).startsWith("rows [one");

      assertThat(node.administrator().succeed("node", "list")).contains("| " + ROLE + " ");
    }
  }

  @Test
  void clientsFindItAtAnotherAddressThatTheyAreTold() throws Exception {
    try (NodeAgentProcess agent =
        node.startAgent(node.enrolmentKey(), "--listen", "127.0.0.1:8182")) {
      agent.awaitSaid("hold until");

      assertThat(
              node.runClient(
                  "1.4.2",
                  "dlf.token-ecs-metadata-url="
                      + METADATA.replace("100.100.100.200", "127.0.0.1:8182")))
          .startsWith("rows [one");
    }
  }

  @Test
  void theAddressIsOnTheMachineForAsLongAsTheAgentRuns() throws Exception {
    try (NodeAgentProcess agent = node.startAgent(node.enrolmentKey())) {
      agent.awaitSaid("Answering");
      assertThat(node.network().run("ip", "address", "show", "lo")).contains("100.100.100.200/32");
    }
    assertThat(node.network().run("ip", "address", "show", "lo")).doesNotContain("100.100.100.200");
  }

  @Test
  void anAddressThatWasThereBeforeStays() throws Exception {
    node.network().run("ip", "address", "add", "100.100.100.200/32", "dev", "lo");
    try (NodeAgentProcess agent = node.startAgent(node.enrolmentKey())) {
      agent.awaitSaid("Answering");
    }
    // Fails where it is not there any more.
    node.network().run("ip", "address", "delete", "100.100.100.200/32", "dev", "lo");
  }

  @Test
  void bothSpellingsTellTheRoleAndItsCredentials() throws Exception {
    try (NodeAgentProcess agent = node.startAgent(node.enrolmentKey())) {
      agent.awaitSaid("hold until");

      for (String url : List.of(METADATA, METADATA.replace("/Ram/", "/ram/"))) {
        assertThat(node.get(url)).isEqualTo(new ClusterNode.Got(200, ROLE));
        JsonNode told = node.get(url + ROLE).json();
        assertThat(told.path("AccessKeyId").asText()).startsWith("STS.");
        assertThat(told.path("AccessKeySecret").asText()).hasSize(40);
        assertThat(told.path("SecurityToken").asText()).isNotEmpty();
        assertThat(told.path("Expiration").asText())
            .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
      }
    }
  }

  @Test
  void whatIsNotAskedForAsClientsDoIsRefused() throws Exception {
    try (NodeAgentProcess agent = node.startAgent(node.enrolmentKey())) {
      agent.awaitSaid("hold until");

      assertThat(node.get(METADATA + ROLE, "X-Forwarded-For: 127.0.0.1").status()).isEqualTo(403);
      assertThat(node.get(METADATA + "Another").status()).isEqualTo(404);
      assertThat(node.get("http://100.100.100.200/latest/").status()).isEqualTo(404);
    }
  }

  @Test
  void anotherMachineIsToldNothing() throws Exception {
    try (NodeAgentProcess agent = node.startAgent(node.enrolmentKey());
        NetworkNamespace neighbour = node.network().neighbour("100.100.100.200")) {
      agent.awaitSaid("hold until");

      ClusterNode.Got got = ClusterNode.get(neighbour, METADATA + ROLE);

      assertThat(got)
          .isEqualTo(
              new ClusterNode.Got(403, "Only processes of this machine are told credentials"));
      assertThat(node.get(METADATA + ROLE).status()).isEqualTo(200);
    }
  }

  @Test
  void credentialsAreRenewedBeforeTheyEnd() throws Exception {
    try (NodeAgentProcess agent =
        node.startAgent(node.enrolmentKey(), "--session", "900", "--renew-every", "1")) {
      agent.awaitSaid("hold until");
      String first = accessKeyId();

      awaitAnother(first);
    }
  }

  @Test
  void credentialsAreServedFromMemoryWhileTheServerIsAway() throws Exception {
    try (NodeAgentProcess agent = node.startAgent(node.enrolmentKey(), "--renew-every", "1")) {
      agent.awaitSaid("hold until");
      node.stopServer();
      agent.awaitSaid("does not answer").awaitSaid("The credentials at hand hold until");
      String held = accessKeyId();
      assertThat(held).startsWith("STS.");

      node.restartServer();

      awaitAnother(held);
    }
  }

  @Test
  void aNodeThatIsRevokedGetsNothingFromThenOn() throws Exception {
    try (NodeAgentProcess agent = node.startAgent(node.enrolmentKey(), "--renew-every", "1")) {
      agent.awaitSaid("hold until");
      assertThat(node.runClient("1.4.2")).startsWith("rows ");

      node.administrator().succeed("node", "revoke", nodeId(agent));

      agent.awaitSaid("The server refuses credentials").awaitSaid("revoked");
      ClusterNode.Got got = node.get(METADATA + ROLE);
      assertThat(got.status()).isEqualTo(503);
      assertThat(got.body()).startsWith("There are no credentials at present");
      assertThat(node.runClient("1.4.2")).startsWith("refused ");
    }
  }

  @Test
  void anEnrolmentKeyEnrolsOneNodeAndTheNodeKeepsAKeyOfItsOwn() throws Exception {
    String enrolmentKey = node.enrolmentKey();
    try (NodeAgentProcess agent = node.startAgent(enrolmentKey)) {
      agent.awaitSaid("hold until");
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(node.keyFile())))
        .isEqualTo("rw-------");

    try (NodeAgentProcess again = node.startAgent("")) {
      again.awaitSaid("hold until");
    }
    Files.delete(node.keyFile());
    NodeAgentProcess other = node.startAgent(enrolmentKey);
    assertThat(other.awaitEnd()).isEqualTo(1);
    assertThat(other.said()).startsWith("The node's key is not known");
    NodeAgentProcess without = node.startAgent("");
    assertThat(without.awaitEnd()).isEqualTo(1);
    assertThat(without.said()).startsWith("This node is not enrolled");
  }

  @Test
  void theAgentTellsNoSecret() throws Exception {
    String enrolmentKey = node.enrolmentKey();
    try (NodeAgentProcess agent = node.startAgent(enrolmentKey)) {
      agent.awaitSaid("hold until");
      JsonNode told = node.get(METADATA + ROLE).json();
      String arguments =
          Files.readString(
              Path.of("/proc", Long.toString(agent.handle().pid()), "cmdline"),
              StandardCharsets.ISO_8859_1);

      assertThat(arguments).contains("node-agent");
      assertThat(agent.said() + arguments)
          .doesNotContain(enrolmentKey)
          .doesNotContain(told.path("AccessKeySecret").asText())
          .doesNotContain(told.path("SecurityToken").asText());
    }
  }

  private static String nodeId(NodeAgentProcess agent) throws Exception {
    return agent.said().replaceFirst("(?s).*Enrolled as node (\\w+);.*", "$1");
  }

  private String accessKeyId() throws Exception {
    return node.get(METADATA + ROLE).json().path("AccessKeyId").asText();
  }

  private void awaitAnother(String accessKeyId) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (accessKeyId().equals(accessKeyId)) {
      assertThat(System.nanoTime()).as("renewed in time").isLessThan(deadline);
      MoraineProcess.sleep(Duration.ofMillis(100));
    }
  }
}
