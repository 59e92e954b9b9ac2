package dev.moraine.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The Markdown file that keeps what was measured, newest run first. */
final class ResultsFile {
  private static final String HEADING =
      """
      # Measured

      Written by `./moraine bench --write`, newest first. Figures of one machine at one time; the ratios say
      more than the rates. [README.md](README.md) says what is measured.
      """;

  private final Path file;

  ResultsFile(Path file) {
    this.file = file;
  }

  /** Puts a run before the earlier ones. */
  void add(String run) throws IOException {
    String before = Files.exists(file) ? Files.readString(file) : HEADING;
    int firstRun = before.indexOf("\n## ");
    int at = firstRun < 0 ? before.length() : firstRun;
    Files.writeString(file, before.substring(0, at) + "\n" + run + before.substring(at));
  }
}
