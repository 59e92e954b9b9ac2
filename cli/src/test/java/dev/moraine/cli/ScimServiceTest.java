package dev.moraine.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import de.captaingoldfish.scim.sdk.common.resources.Group;
import de.captaingoldfish.scim.sdk.common.resources.User;
import de.captaingoldfish.scim.sdk.common.resources.multicomplex.Member;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Users and groups of a SCIM service. */
class ScimServiceTest {
  private ScimServer scim;

  @BeforeEach
  void start() throws Exception {
    scim = new ScimServer();
  }

  @AfterEach
  void stop() {
    scim.close();
  }

  @Test
  void groupsAreRolesAndTheirUsersAreInThem() {
    user("1", "ann@example.org", true);
    user("2", "bob", true);
    group("9", "etl", "1", "2");
    group("8", "emr");

    Directory directory = read(ScimServer.TOKEN, "emr");

    assertThat(directory.users()).containsExactly("ann@example.org", "bob");
    assertThat(directory.roles())
        .containsExactly(
            new Directory.Role("emr", "", true, List.of()),
            new Directory.Role("etl", "", false, List.of("ann@example.org", "bob")));
  }

  @Test
  void allPagesAreRead() {
    IntStream.range(100, 130).forEach(i -> user("" + i, "user-" + i, true));

    assertThat(read(ScimServer.TOKEN).users()).hasSize(30).doesNotHaveDuplicates();
  }

  @Test
  void whoIsNotActiveAndGroupsInGroupsAreLeftOut() {
    user("1", "ann", true);
    user("2", "gone", false);
    group("9", "etl", "1", "2", "8");
    group("8", "inner", "1");

    Directory directory = read(ScimServer.TOKEN);

    assertThat(directory.users()).containsExactly("ann");
    assertThat(directory.roles()).contains(new Directory.Role("etl", "", false, List.of("ann")));
  }

  @Test
  void aTokenThatIsRefusedIsSaidWithoutTheToken() {
    assertThatThrownBy(() -> read("wrong-token"))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("answered 401")
        .hasMessageNotContaining("wrong-token");
  }

  // Half a directory would delete the other half.
  @Test
  void aServiceThatTellsLessThanItCountsIsNotTaken() throws Exception {
    HttpServer shortened =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    shortened.createContext(
        "/",
        exchange -> {
          byte[] body = "{\"totalResults\":2,\"Resources\":[]}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    shortened.start();
    try {
      URI uri = URI.create("http://127.0.0.1:" + shortened.getAddress().getPort());

      assertThatThrownBy(() -> new ScimService(uri, "t").read(List.of()))
          .isInstanceOf(CommandFailure.class)
          .hasMessageContaining("does not tell all its Users");
    } finally {
      shortened.stop(0);
    }
  }

  private Directory read(String token, String... services) {
    return new ScimService(scim.uri(), token).read(List.of(services));
  }

  private void user(String id, String name, boolean active) {
    scim.users.put(
        id,
        User.builder().id(id).userName(name).active(active).meta(ScimServer.meta("User")).build());
  }

  private void group(String id, String name, String... members) {
    scim.groups.put(
        id,
        Group.builder()
            .id(id)
            .displayName(name)
            .members(
                Arrays.stream(members).map(each -> Member.builder().value(each).build()).toList())
            .meta(ScimServer.meta("Group"))
            .build());
  }
}
