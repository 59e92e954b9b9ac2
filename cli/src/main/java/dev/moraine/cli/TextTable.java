package dev.moraine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows as a table with lines around it. */
final class TextTable {
  private TextTable() {}

  /** The table, ending in a line break. */
  static String format(List<String> header, List<List<String>> rows) {
    List<Integer> widths =
        IntStream.range(0, header.size())
            .mapToObj(
                column ->
                    Math.max(
                        header.get(column).length(),
                        rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0)))
            .toList();
    String line =
        widths.stream()
            .map(width -> "-".repeat(width + 2))
            .collect(Collectors.joining("+", "+", "+\n"));
    StringBuilder text = new StringBuilder(line).append(row(header, widths)).append(line);
    rows.forEach(row -> text.append(row(row, widths)));
    return text.append(rows.isEmpty() ? "" : line).toString();
  }

  /** A cell for milliseconds since the epoch; empty for those that are not there. */
  static String time(JsonNode millis) {
    return millis.isNumber() ? Instant.ofEpochMilli(millis.asLong()).toString() : "";
  }

  private static String row(List<String> cells, List<Integer> widths) {
    return IntStream.range(0, cells.size())
        .mapToObj(
            column ->
                cells.get(column)
                    + String.join(
                        "",
                        Collections.nCopies(widths.get(column) - cells.get(column).length(), " ")))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }
}
