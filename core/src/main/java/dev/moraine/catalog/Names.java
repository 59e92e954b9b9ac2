package dev.moraine.catalog;

import dev.moraine.error.InvalidRequest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/** What catalogs, databases, tables, views and functions may be called. */
public final class Names {
  private static final int MAX_LENGTH = 255;
  // A file's name has 255 bytes, and some of them are the kind of file, or name a draft.
  private static final int MAX_FILE_NAME_BYTES = 200;
  // Source: paimon-api RESTFunctionValidator, by which clients refuse before they ask.
  private static final Pattern FUNCTION = Pattern.compile("(?=.*[A-Za-z])[A-Za-z0-9._-]+");

  private Names() {}

  /**
   * @param what is named, for the sentence
   * @throws InvalidRequest for a name that nothing can have
   */
  public static void requireValid(String what, String name) {
    if (name.isBlank()) {
      throw new InvalidRequest("The " + what + " has no name");
    }
    if (name.length() > MAX_LENGTH) {
      throw new InvalidRequest(
          "The name of the " + what + " is longer than " + MAX_LENGTH + " characters");
    }
    // A catalog's name is a folder in the warehouse; clients and proxies fold such path segments.
    if (name.equals(".") || name.equals("..")) {
      throw new InvalidRequest("The name of the " + what + " may not be '" + name + "'");
    }
    boolean clean = name.chars().noneMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c));
    // Everything behind a dollar sign is a system table or a branch in Paimon's naming.
    if (!clean || name.indexOf('$') >= 0) {
      throw new InvalidRequest(
          "The name of the "
              + what
              + " has a character that is not allowed: slash, backslash,"
              + " dollar sign or a control character");
    }
  }

  static void requireValidFunction(String name) {
    requireValid("function", name);
    if (!FUNCTION.matcher(name).matches()) {
      throw new InvalidRequest(
          "The name of the function is not made of letters from A to Z, digits, dots, underscores"
              + " and hyphens, with a letter among them");
    }
  }

  /** For names that are part of a file's name. */
  static void requireFileName(String what, String name) {
    refusalOfFileName(what, name)
        .ifPresent(
            sentence -> {
              throw new InvalidRequest(sentence);
            });
  }

  /** Why a name cannot be part of a file's name, in a sentence. */
  static Optional<String> refusalOfFileName(String what, String name) {
    if (name.isBlank()) {
      return Optional.of("The " + what + " has no name");
    }
    if (name.getBytes(StandardCharsets.UTF_8).length > MAX_FILE_NAME_BYTES) {
      return Optional.of(
          "The name of the " + what + " is longer than " + MAX_FILE_NAME_BYTES + " bytes");
    }
    if (name.equals(".") || name.equals("..")) {
      return Optional.of("The name of the " + what + " may not be '" + name + "'");
    }
    // A colon stops Paimon's clients from listing the folder. Source: paimon-common Path, which
    // takes what is before it for a scheme.
    return name.chars().anyMatch(c -> "/\\:".indexOf(c) >= 0 || Character.isISOControl(c))
        ? Optional.of(
            "The name of the "
                + what
                + " has a character that is not allowed: slash, backslash, colon or a control"
                + " character")
        : Optional.empty();
  }
}
