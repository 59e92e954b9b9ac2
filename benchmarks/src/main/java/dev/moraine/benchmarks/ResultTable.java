package dev.moraine.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a benchmark found.
 *
 * @param rows each as wide as the header
 * @param notes what a reader must know beside the figures
 */
record ResultTable(String title, List<String> header, List<List<String>> rows, List<String> notes) {
  ResultTable {
    header = List.copyOf(header);
    rows = rows.stream().map(List::copyOf).toList();
    notes = List.copyOf(notes);
    for (List<String> row : rows) {
      if (row.size() != header.size()) {
        throw new IllegalArgumentException("The row " + row + " does not fit " + header);
      }
    }
  }

  /** As Markdown, aligned so that it reads on a terminal too; ends in a line break. */
  String markdown() {
    List<Integer> widths =
        IntStream.range(0, header.size())
            .mapToObj(
                column ->
                    Math.max(
                        header.get(column).length(),
                        rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0)))
            .toList();
    StringBuilder text = new StringBuilder("### ").append(title).append("\n\n");
    text.append(line(header, widths));
    text.append(
        IntStream.range(0, widths.size())
            .mapToObj(column -> "-".repeat(widths.get(column) + 1) + (column == 0 ? "-" : ":"))
            .collect(Collectors.joining("|", "|", "|\n")));
    rows.forEach(row -> text.append(line(row, widths)));
    if (!notes.isEmpty()) {
      text.append('\n');
      notes.forEach(note -> text.append("- ").append(note).append('\n'));
    }
    return text.toString();
  }

  // Names stand left, figures right.
  private static String line(List<String> cells, List<Integer> widths) {
    return IntStream.range(0, cells.size())
        .mapToObj(
            column -> {
              String padding = " ".repeat(widths.get(column) - cells.get(column).length());
              return column == 0 ? cells.get(column) + padding : padding + cells.get(column);
            })
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  static String milliseconds(double nanos) {
    return String.format(Locale.ROOT, nanos < 10e6 ? "%.2f ms" : "%.0f ms", nanos / 1e6);
  }

  static String perSecond(double rate) {
    return String.format(Locale.ROOT, rate < 10 ? "%.2f" : "%,.0f", rate);
  }

  static String ratio(double ratio) {
    return String.format(Locale.ROOT, "%.2f", ratio);
  }
}
