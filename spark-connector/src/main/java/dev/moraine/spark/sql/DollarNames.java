package dev.moraine.spark.sql;

/**
 * Puts back quotes around unquoted names with a dollar sign, {@code t$files} say.
 *
 * <p>Leaves alone string literals, comments, quoted names, substitutions such as {@code ${x}} and
 * dollar signs that follow no name.
 */
final class DollarNames {
  private final String sql;
  private final StringBuilder out;
  private int at;

  private DollarNames(String sql) {
    this.sql = sql;
    this.out = new StringBuilder(sql.length() + 16);
  }

  /** The statement with such names quoted; the same string if it has none. */
  static String quoted(String sql) {
    return sql.indexOf('$') < 0 ? sql : new DollarNames(sql).quote();
  }

  private String quote() {
    while (at < sql.length()) {
      char c = sql.charAt(at);
      if (c == '\'' || c == '"') {
        copyUntil(endOfString(c));
      } else if (c == '`') {
        copyUntil(endOfQuotedName());
      } else if (sql.startsWith("--", at)) {
        copyUntil(endOfLine());
      } else if (sql.startsWith("/*", at)) {
        copyUntil(endOfBracketedComment());
      } else if (isNamePart(c)) {
        copyWord();
      } else {
        copyUntil(at + 1);
      }
    }
    return out.toString();
  }

  private void copyUntil(int end) {
    int stop = Math.min(end, sql.length());
    out.append(sql, at, stop);
    at = stop;
  }

  private void copyWord() {
    int start = at;
    boolean dollar = false;
    int end = at;
    while (end < sql.length()) {
      char c = sql.charAt(end);
      if (isNamePart(c)) {
        end++;
      } else if (c == '$' && end + 1 < sql.length() && startsName(sql.charAt(end + 1))) {
        dollar = true;
        end++;
      } else {
        break;
      }
    }
    boolean parameter = start > 0 && (sql.charAt(start - 1) == ':' || sql.charAt(start - 1) == '$');
    String word = sql.substring(start, end);
    if (isRawStringPrefix(word, end)) {
      out.append(word);
      at = end;
      copyUntil(endOfRawString(sql.charAt(end)));
      return;
    }
    if (dollar && !parameter && hasLetter(word.substring(0, word.indexOf('$')))) {
      out.append('`').append(word).append('`');
    } else {
      out.append(word);
    }
    at = end;
  }

  private boolean isRawStringPrefix(String word, int end) {
    return word.equalsIgnoreCase("r")
        && end < sql.length()
        && (sql.charAt(end) == '\'' || sql.charAt(end) == '"');
  }

  private static boolean isNamePart(char c) {
    return c == '_' || Character.isLetterOrDigit(c);
  }

  private static boolean startsName(char c) {
    return c == '_' || Character.isLetter(c);
  }

  private static boolean hasLetter(String word) {
    return word.chars().anyMatch(c -> startsName((char) c));
  }

  private int endOfString(char quote) {
    int i = at + 1;
    while (i < sql.length()) {
      char c = sql.charAt(i);
      if (c == '\\') {
        i += 2;
      } else if (c == quote) {
        return i + 1;
      } else {
        i++;
      }
    }
    return sql.length();
  }

  private int endOfRawString(char quote) {
    int end = sql.indexOf(quote, at + 1);
    return end < 0 ? sql.length() : end + 1;
  }

  private int endOfQuotedName() {
    int i = at + 1;
    while (i < sql.length()) {
      if (sql.charAt(i) == '`') {
        if (i + 1 < sql.length() && sql.charAt(i + 1) == '`') {
          i += 2;
          continue;
        }
        return i + 1;
      }
      i++;
    }
    return sql.length();
  }

  private int endOfLine() {
    int i = at;
    while (i < sql.length() && sql.charAt(i) != '\n' && sql.charAt(i) != '\r') {
      // A backslash at the end of its line continues a comment in Spark.
      i += sql.charAt(i) == '\\' && sql.startsWith("\n", i + 1) ? 2 : 1;
    }
    return i;
  }

  private int endOfBracketedComment() {
    int depth = 0;
    int i = at;
    while (i < sql.length()) {
      if (sql.startsWith("/*", i)) {
        depth++;
        i += 2;
      } else if (sql.startsWith("*/", i)) {
        depth--;
        i += 2;
        if (depth == 0) {
          return i;
        }
      } else {
        i++;
      }
    }
    return sql.length();
  }
}
