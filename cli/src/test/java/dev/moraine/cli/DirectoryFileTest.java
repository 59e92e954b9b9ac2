package dev.moraine.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoryFileTest {
  private static final Directory EXPECTED =
      new Directory(
          List.of("ann"),
          List.of(
              new Directory.Role("etl", "loads", false, List.of("ann")),
              new Directory.Role("emr", "", true, List.of())));

  @TempDir private Path folder;

  @Test
  void yamlAndJsonSayTheSame() throws Exception {
    assertThat(
            read(
                """
                users:
                  - ann
                roles:
                  - name: etl
                    description: loads
                    members: [ann]
                  - name: emr
                    service: true
                """))
        .isEqualTo(EXPECTED);
    assertThat(
            read(
                """
                {"users": ["ann"], "roles": [
                  {"name": "etl", "description": "loads", "members": ["ann"]},
                  {"name": "emr", "service": true}]}
                """))
        .isEqualTo(EXPECTED);
  }

  @Test
  void aPrefixIsPutBeforeUsersWhereverTheyAre() throws Exception {
    Directory prefixed =
        read("{users: [ann], roles: [{name: etl, members: [ann]}]}").prefixed("oidc:");

    assertThat(prefixed.users()).containsExactly("oidc:ann");
    assertThat(prefixed.roles().get(0).members()).containsExactly("oidc:ann");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "users: ann",
        "user: [ann]",
        "roles: [{members: [ann]}]",
        "{",
        "a: b: c"
      })
  void whatIsNoDirectoryIsRefused(String content) {
    assertThatThrownBy(() -> read(content)).isInstanceOf(CommandFailure.class);
  }

  @Test
  void aFileThatIsMissingIsSaid() {
    assertThatThrownBy(() -> DirectoryFile.read(folder.resolve("none")))
        .isInstanceOf(CommandFailure.class)
        .hasMessageStartingWith("There is no file ");
  }

  private Directory read(String content) throws IOException {
    return DirectoryFile.read(Files.writeString(folder.resolve("directory"), content));
  }
}
