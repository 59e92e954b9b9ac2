package dev.moraine.dlf;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the region that a server's host name carries.
 *
 * <p>Paimon's own client takes the first match of its pattern anywhere in the URI, so that {@code
 * my-host} is a region to it. Here a contradiction is refused, so only host names of the shapes
 * that the product uses count. Source of the pattern: paimon-api {@code DLFAuthProviderFactory}.
 */
final class EndpointRegion {
  private static final String REGION = "(?:pre-)?([a-z]+-[a-z]+(?:-\\d+)?)";

  /** {@code cn-hangzhou-vpc.dlf.example.com}, {@code cn-hangzhou.dlf.example.com}. */
  private static final Pattern BEFORE_DLF =
      Pattern.compile(REGION + "(?:-vpc)?\\.dlf[a-z]*(?:\\..+)?");

  /** {@code dlf-vpc.cn-hangzhou.example.com}, {@code dlf.cn-hangzhou.example.com}. */
  private static final Pattern AFTER_DLF =
      Pattern.compile("dlf[a-z]*(?:-vpc)?\\." + REGION + "(?:\\..+)?");

  /** {@code cn-hangzhou.example.com}; the parts of the world keep {@code data-lake.…} out. */
  private static final Pattern FIRST_LABEL =
      Pattern.compile("(?:pre-)?((?:ap|cn|eu|me|na|rus|sa|us)-[a-z]+(?:-\\d+)?)\\..+");

  private EndpointRegion() {}

  static @Nullable String of(@Nullable String host) {
    if (host == null) {
      return null;
    }
    for (Pattern shape : new Pattern[] {BEFORE_DLF, AFTER_DLF, FIRST_LABEL}) {
      Matcher matcher = shape.matcher(host);
      if (matcher.matches()) {
        String region = matcher.group(1);
        return region.endsWith("-vpc")
            ? region.substring(0, region.length() - "-vpc".length())
            : region;
      }
    }
    return null;
  }
}
