package dev.moraine.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresLoginTest {
  private static final String URL = "jdbc:postgresql://db.example:5432/moraine";
  private static final Map<String, String> ENVIRONMENT =
      Map.of("MORAINE_METADATA_USER", "moraine", "MORAINE_METADATA_PASSWORD", "s3cret");

  @TempDir Path folder;

  @Test
  void userAndPasswordComeFromTheEnvironment() {
    assertThat(PostgresLogin.of(URL, null, ENVIRONMENT))
        .isEqualTo(new PostgresLogin(URL, "moraine", "s3cret"));
  }

  @Test
  void aPasswordFileIsPreferred() throws Exception {
    Path file = Files.writeString(folder.resolve("password"), "from file\n");

    assertThat(PostgresLogin.of(URL, file, ENVIRONMENT).password()).isEqualTo("from file");
  }

  @Test
  void aPasswordFileThatIsNotThereIsNamed() {
    Path file = folder.resolve("password");

    assertThatThrownBy(() -> PostgresLogin.of(URL, file, ENVIRONMENT))
        .isInstanceOf(StartupFailure.class)
        .hasMessageContaining(file.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        URL + "?password=s3cret",
        URL + "?ssl=true&sslPassword=s3cret",
        "jdbc:postgresql://moraine:s3cret@db.example/moraine"
      })
  void aPasswordInTheUrlIsRefusedAndNotRepeated(String url) {
    assertThatThrownBy(() -> PostgresLogin.of(url, null, ENVIRONMENT))
        .isInstanceOf(StartupFailure.class)
        .hasMessageContaining("MORAINE_METADATA_PASSWORD")
        .hasMessageNotContaining("s3cret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "postgresql://db.example/moraine", "jdbc:sqlite:x", "jdbc:mysql://h/d"})
  void anotherDatabaseIsRefused(String url) {
    assertThatThrownBy(() -> PostgresLogin.of(url, null, ENVIRONMENT))
        .isInstanceOf(StartupFailure.class)
        .hasMessageContaining("jdbc:postgresql://");
  }

  @Test
  void whatIsMissingIsNamed() {
    assertThatThrownBy(() -> PostgresLogin.of(URL, null, Map.of()))
        .isInstanceOf(StartupFailure.class)
        .hasMessageContaining("MORAINE_METADATA_USER");
    assertThatThrownBy(
            () -> PostgresLogin.of(URL, null, Map.of("MORAINE_METADATA_USER", "moraine")))
        .isInstanceOf(StartupFailure.class)
        .hasMessageContaining("MORAINE_METADATA_PASSWORD");
  }

  @Test
  void thePasswordIsNotInItsText() {
    assertThat(new PostgresLogin(URL, "moraine", "s3cret").toString()).doesNotContain("s3cret");
  }
}
