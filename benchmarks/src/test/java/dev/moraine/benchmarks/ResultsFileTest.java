package dev.moraine.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsFileTest {
  @Test
  void newestRunStandsFirst(@TempDir Path folder) throws IOException {
    Path path = folder.resolve("RESULTS.md");
    ResultsFile file = new ResultsFile(path);

    file.add("## first\n\nfigures\n");
    file.add("## second\n\nfigures\n");

    assertThat(Files.readString(path))
        .startsWith("# Measured\n")
        .endsWith("\n\n## second\n\nfigures\n\n## first\n\nfigures\n");
  }
}
