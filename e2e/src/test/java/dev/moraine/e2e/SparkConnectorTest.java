package dev.moraine.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The connector's own tests once more, as they are, through the server: Spark is a JVM of its own
 * with the distribution's jars, whose catalog is one of the server's.
 */
class SparkConnectorTest {
  private static final Path DISTRIBUTION = Path.of(System.getProperty("moraine.distribution"));

  @TempDir private static Path folder;

  @TestFactory
  List<DynamicTest> everyTestOfTheConnectorPassesThroughTheServer() throws Exception {
    try (MoraineProcess server =
        MoraineProcess.start(
            DISTRIBUTION,
            folder.resolve("data"),
            Duration.ofSeconds(60),
            List.of("--port", "0", "--engines", "none"),
            line -> {})) {
      JsonNode lake = server.createCatalog("lake");
      Path catalog =
          Files.write(
              folder.resolve("catalog.properties"),
              ClientJvm.signing(server, server.serverUri(), lake.path("name").asText()));
      List<String> output = run(catalog);

      List<String> results = output.stream().filter(SparkConnectorTest::isResult).toList();
      assertThat(results).as(String.join("\n", output)).hasSizeGreaterThan(100);
      output.stream().filter(line -> !isResult(line)).forEach(System.out::println);
      return results.stream().map(SparkConnectorTest::asTest).toList();
    }
  }

  private static boolean isResult(String line) {
    return line.matches("(passed|failed) \\w+\\.\\w+");
  }

  private static DynamicTest asTest(String result) {
    return DynamicTest.dynamicTest(
        result.substring(result.indexOf(' ') + 1),
        () -> assertThat(result).as("see the output above").startsWith("passed "));
  }

  private static List<String> run(Path catalog) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx2g", "-Dfile.encoding=UTF-8"));
    command.addAll(Arrays.asList(System.getProperty("spark.java.options").strip().split("\\s+")));
    command.add("-Djava.io.tmpdir=" + Files.createDirectory(folder.resolve("tmp")));
    command.add("-Dmoraine.test.catalog=" + catalog);
    command.addAll(List.of("-cp", String.join(File.pathSeparator, classPath())));
    command.add(SparkConnectorRun.class.getName());
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    int status = process.waitFor();
    String printed = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(status).as(printed).isZero();
    return printed.lines().toList();
  }

  private static List<String> classPath() {
    Path spark = DISTRIBUTION.resolve("engines/spark-4.0");
    return Stream.concat(
            Stream.of(spark.resolve("jars") + "/*", spark.resolve("connectors") + "/*"),
            Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(SparkConnectorTest::isOfTheTests))
        .toList();
  }

  /** Not what the server or Flink bring: Spark has its own versions of much of it. */
  private static boolean isOfTheTests(String entry) {
    String file = Path.of(entry).getFileName().toString();
    return file.equals("test-classes")
        || Stream.of(
                "moraine-spark-connector",
                "junit-",
                "assertj-",
                "opentest4j-",
                "apiguardian-",
                "byte-buddy-")
            .anyMatch(file::startsWith);
  }
}
