package dev.moraine.e2e;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows as a table with lines around it; long cells are cut. */
final class TextTable {
  private static final int WIDEST = 60;

  private TextTable() {}

  /** The table, ending in a line break. */
  static String format(List<String> header, List<List<String>> rows) {
    List<List<String>> cut = rows.stream().map(TextTable::cut).toList();
    List<Integer> widths =
        IntStream.range(0, header.size())
            .mapToObj(
                column ->
                    Math.max(
                        header.get(column).length(),
                        cut.stream().mapToInt(row -> row.get(column).length()).max().orElse(0)))
            .toList();
    String line =
        widths.stream()
            .map(width -> "-".repeat(width + 2))
            .collect(Collectors.joining("+", "+", "+\n"));
    StringBuilder text = new StringBuilder(line).append(row(header, widths)).append(line);
    cut.forEach(row -> text.append(row(row, widths)));
    return text.append(cut.isEmpty() ? "" : line).toString();
  }

  private static List<String> cut(List<String> row) {
    return row.stream()
        .map(cell -> cell.length() > WIDEST ? cell.substring(0, WIDEST - 1) + "…" : cell)
        .toList();
  }

  private static String row(List<String> cells, List<Integer> widths) {
    return IntStream.range(0, cells.size())
        .mapToObj(
            column ->
                cells.get(column) + " ".repeat(widths.get(column) - cells.get(column).length()))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }
}
