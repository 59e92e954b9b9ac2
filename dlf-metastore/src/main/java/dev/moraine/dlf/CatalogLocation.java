package dev.moraine.dlf;

/** Compares locations as people write them: local paths with or without a scheme, any slashes. */
final class CatalogLocation {
  private CatalogLocation() {}

  /**
   * The one spelling of a location: no trailing slashes, and {@code file:/…} for local paths
   * whether they came as {@code /…}, {@code file:/…} or {@code file:///…}.
   */
  static String normalised(String location) {
    String spelling = location.trim();
    if (spelling.startsWith("file:")) {
      spelling = spelling.substring("file:".length());
      if (spelling.startsWith("//localhost/")) {
        spelling = spelling.substring("//localhost".length());
      }
    }
    if (spelling.startsWith("/")) {
      spelling = "file:" + spelling.replaceFirst("^/+", "/");
    }
    return spelling.replaceFirst("(?<![:/])/+$", "");
  }
}
