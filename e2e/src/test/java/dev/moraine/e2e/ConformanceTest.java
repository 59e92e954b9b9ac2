package dev.moraine.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs Paimon's own RESTCatalogTest in each version against the server and holds the results
 * against docs/conformance.md: what is listed there for the version fails, everything else passes.
 * The server stands on a restored backup, which so proves to be as good as a new directory.
 */
class ConformanceTest {
  private static final Pattern LISTED = Pattern.compile("\\| `(test\\w+)` \\| .+ \\|");
  private static final Pattern RESULT = Pattern.compile("(passed|failed) (test\\w+)");

  @TempDir private static Path folder;

  @BeforeAll
  static void backUp() throws Exception {
    try (MoraineProcess origin =
        MoraineProcess.start(
            Path.of(System.getProperty("moraine.distribution")),
            folder.resolve("origin"),
            Duration.ofSeconds(60),
            List.of("--port", "0", "--engines", "none"),
            line -> {})) {
      origin.createCatalog("backed-up");
      OperatorCommands.succeed(
          "backup",
          folder.resolve("backup.zip").toString(),
          "--with-keys",
          "--data",
          origin.dataDirectory().toString());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.1.1", "1.2.0", "1.3.1", "1.4.2", "2.0.0"})
  void paimonsOwnTestsPassButForTheListedOnes(String version) throws Exception {
    String data = folder.resolve("data-" + version).toString();
    OperatorCommands.succeed("restore", folder.resolve("backup.zip").toString(), "--data", data);

    List<String> output = ClientJvm.run(version, ConformanceRun.class, List.of(data));

    output.forEach(System.out::println);
    Set<String> failed = tests(output, "failed");
    Set<String> passed = tests(output, "passed");
    List<String> page = pageOf(version);
    assertThat(failed).isEqualTo(listed(page));
    assertThat(page)
        .contains(passed.size() + " of " + (passed.size() + failed.size()) + " test methods pass.");
  }

  private static Set<String> tests(List<String> output, String result) {
    return output.stream()
        .map(RESULT::matcher)
        .filter(matcher -> matcher.matches() && matcher.group(1).equals(result))
        .map(matcher -> matcher.group(2))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<String> pageOf(String version) throws IOException {
    List<String> lines =
        Files.readAllLines(Path.of(System.getProperty("moraine.docs"), "conformance.md"));
    return lines.stream()
        .dropWhile(line -> !line.equals("## Paimon " + version))
        .skip(1)
        .takeWhile(line -> !line.startsWith("## "))
        .toList();
  }

  private static Set<String> listed(List<String> page) {
    return page.stream()
        .map(LISTED::matcher)
        .filter(Matcher::matches)
        .map(matcher -> matcher.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
