package dev.moraine.e2e;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Tells what is played: headings, statements, results and progress. Secrets show as stars. */
final class Narrator {
  private static final String STARS = "******";
  private static final int MOST_ROWS = 12;

  private final PrintWriter out;
  private final List<String> secrets = new ArrayList<>();

  Narrator(PrintWriter out) {
    this.out = out;
  }

  /** From now on this text is never printed. */
  void keepSecret(String secret) {
    secrets.add(secret);
  }

  void heading(String text) {
    print("\n== " + text + " ==\n");
  }

  void say(String text) {
    print(text + "\n");
  }

  void statement(String prompt, String sql) {
    print("\n" + prompt + "> " + sql.strip().replace("\n", "\n" + " ".repeat(prompt.length() + 2)));
    print(sql.strip().endsWith(";") ? "\n" : ";\n");
  }

  void result(List<String> columns, List<List<String>> rows, Duration took) {
    if (!columns.isEmpty()) {
      print(TextTable.format(columns, rows.subList(0, Math.min(rows.size(), MOST_ROWS))));
    }
    String count = rows.size() == 1 ? "1 row" : rows.size() + " rows";
    String shown = rows.size() > MOST_ROWS ? ", the first " + MOST_ROWS + " shown" : "";
    print("%s%s, %.2f s%n".formatted(count, shown, took.toMillis() / 1000.0));
  }

  void progress(String text) {
    print("   ... " + text + "\n");
  }

  private void print(String text) {
    String shown = text;
    for (String secret : secrets) {
      shown = shown.replace(secret, STARS);
    }
    out.print(shown);
    out.flush();
  }
}
