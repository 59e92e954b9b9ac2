package dev.moraine.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process: it says what is wrong in one line and ends with 2. */
@Timeout(60)
class MainTest {
  @TempDir Path folder;

  private record Ended(int status, String output) {}

  @Test
  void aTakenPortEndsIt() throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      Ended ended = run("--port", Integer.toString(taken.getLocalPort()));

      assertThat(ended.status()).as(ended.output()).isEqualTo(2);
      assertThat(ended.output()).contains("is taken").hasLineCount(1);
    }
  }

  @Test
  void aDataDirectoryThatIsHeldEndsIt() throws Exception {
    try (DataDirectory held = DataDirectory.take(folder.resolve("data"))) {
      Ended ended = run("--port", "0");

      assertThat(ended.status()).as(ended.output()).isEqualTo(2);
      assertThat(ended.output()).contains(held.root().toString()).hasLineCount(1);
    }
  }

  @Test
  void anOptionThatDoesNotExistEndsIt() throws Exception {
    assertThat(run("--unheard-of").status()).isEqualTo(2);
  }

  private Ended run(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "--data",
                folder.resolve("data").toString(),
                "--engines",
                "none"));
    command.addAll(List.of(arguments));
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Ended(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
  }
}
