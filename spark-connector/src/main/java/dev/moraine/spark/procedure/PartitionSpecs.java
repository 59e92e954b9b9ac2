package dev.moraine.spark.procedure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Partitions as a procedure's argument spells them: {@code dt="2024-06-24",hh="19";dt=2024-06-25}.
 * Values stand with or without quotes; a column that is left out matches every value.
 */
public final class PartitionSpecs {
  private final String text;
  private int at;

  private PartitionSpecs(String text) {
    this.text = text;
  }

  /** The partitions; each maps columns to values, and each column is one of the given. */
  public static List<Map<String, String>> parse(String text, List<String> partitionKeys) {
    List<Map<String, String>> specs = new PartitionSpecs(text).specs();
    for (Map<String, String> spec : specs) {
      for (String column : spec.keySet()) {
        if (!partitionKeys.contains(column)) {
          throw new IllegalArgumentException(
              "partitions: '"
                  + column
                  + "' is no partition column; the table has "
                  + (partitionKeys.isEmpty() ? "none" : String.join(", ", partitionKeys)));
        }
      }
    }
    return specs;
  }

  private List<Map<String, String>> specs() {
    List<Map<String, String>> specs = new ArrayList<>();
    Map<String, String> spec = new LinkedHashMap<>();
    while (at < text.length()) {
      String column = until("=").trim();
      expect('=');
      String value = value();
      if (column.isEmpty() || spec.put(column, value) != null) {
        throw malformed();
      }
      if (at == text.length() || text.charAt(at) == ';') {
        specs.add(spec);
        spec = new LinkedHashMap<>();
      }
      at++;
      if (spec.isEmpty() && text.substring(Math.min(at, text.length())).isBlank()) {
        break;
      }
    }
    if (!spec.isEmpty() || specs.isEmpty()) {
      throw malformed();
    }
    return specs;
  }

  private String value() {
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
    if (at < text.length() && (text.charAt(at) == '"' || text.charAt(at) == '\'')) {
      char quote = text.charAt(at++);
      String value = until(String.valueOf(quote));
      expect(quote);
      if (!until(",;").isBlank()) {
        throw malformed();
      }
      return value;
    }
    return until(",;").trim();
  }

  private String until(String stops) {
    int start = at;
    while (at < text.length() && stops.indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return text.substring(start, at);
  }

  private void expect(char c) {
    if (at >= text.length() || text.charAt(at) != c) {
      throw malformed();
    }
    at++;
  }

  private IllegalArgumentException malformed() {
    return new IllegalArgumentException(
        "partitions: '" + text + "' is not of the form column=\"value\",…;column=\"value\",…");
  }
}
