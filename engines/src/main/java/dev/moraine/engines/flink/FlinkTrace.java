package dev.moraine.engines.flink;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the sentence that matters in the Java stack traces that Flink answers with. */
final class FlinkTrace {
  private static final Pattern NAMED =
      Pattern.compile("^((?:[A-Za-z_$][\\w$]*\\.)+[A-Z_$][\\w$]*)(?::\\s*(.*))?$", Pattern.DOTALL);

  private FlinkTrace() {}

  /**
   * The message of the innermost cause that has one, without its class name; the whole text when it
   * is no stack trace.
   */
  static String rootCause(String trace) {
    String sentence = "";
    StringBuilder current = new StringBuilder();
    for (String line : (trace + "\n\tat end").lines().toList()) {
      String stripped = line.strip();
      boolean frame = stripped.startsWith("at ") || stripped.startsWith("... ");
      boolean next = stripped.startsWith("Caused by: ");
      // Flink nests what its server side said between two such lines.
      boolean nesting = stripped.toLowerCase(Locale.ROOT).contains("exception on server side");
      if (frame || next || nesting) {
        sentence = better(sentence, current.toString());
        current.setLength(0);
      }
      if (next) {
        current.append(stripped.substring("Caused by: ".length()));
      } else if (!frame && !nesting && !stripped.startsWith("Suppressed: ")) {
        current.append(current.isEmpty() ? "" : " ").append(stripped);
      }
    }
    return sentence.isEmpty() ? trace.strip() : sentence;
  }

  private static String better(String soFar, String candidate) {
    String text = candidate.strip();
    while (true) {
      Matcher named = NAMED.matcher(text);
      if (!named.matches()) {
        break;
      }
      String message = named.group(2);
      if (message == null || message.isBlank()) {
        // A bare class name says less than the sentence around it, if there is one.
        return soFar.isEmpty() ? text : soFar;
      }
      text = message.strip();
    }
    int alternatives = text.indexOf(" Was expecting one of:");
    if (alternatives > 0) {
      // The parser's list of all that could have stood there runs to pages.
      text = text.substring(0, alternatives);
    }
    return text.isEmpty() ? soFar : text;
  }
}
