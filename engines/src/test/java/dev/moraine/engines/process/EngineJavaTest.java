package dev.moraine.engines.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineJavaTest {
  private static final Path OWN = Path.of(System.getProperty("java.home"));

  @Test
  void theServersOwnJavaServesWhenItIsSuitable() {
    assertThat(EngineJava.choose(null, OWN, 17)).isEqualTo(OWN);
    assertThat(EngineJava.choose(null, OWN, 21)).isEqualTo(OWN);
  }

  @Test
  void aNewerJavaAsksForAnotherByName() {
    assertThatThrownBy(() -> EngineJava.choose(null, OWN, 25))
        .isInstanceOf(EngineStartException.class)
        .hasMessageContaining("Java 17 or 21")
        .hasMessageContaining("Java 25")
        .hasMessageContaining("MORAINE_ENGINE_JAVA_HOME");
  }

  @Test
  void theConfiguredJavaIsAskedForItsVersion(@TempDir Path home) throws IOException {
    pretendJava(home, "21");
    assertThat(EngineJava.choose(home, OWN, 25)).isEqualTo(home);

    pretendJava(home, "11");
    assertThatThrownBy(() -> EngineJava.choose(home, OWN, 25))
        .hasMessageContaining("names Java 11")
        .hasMessageContaining("17 or 21");
  }

  @Test
  void aConfiguredFolderWithoutJavaIsTold(@TempDir Path home) {
    assertThatThrownBy(() -> EngineJava.choose(home, OWN, 17)).hasMessageContaining("no bin/java");
  }

  private static void pretendJava(Path home, String version) throws IOException {
    Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\necho '    java.specification.version = " + version + "'\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
  }
}
