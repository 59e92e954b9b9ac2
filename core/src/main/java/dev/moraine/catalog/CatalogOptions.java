package dev.moraine.catalog;

import dev.moraine.error.InvalidRequest;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Options of a catalog: those that begin with {@code moraine.} are the server's own, some are told
 * to clients, and the others are whatever the user wants to keep there.
 */
final class CatalogOptions {
  /** How long a dropped managed table can be restored; 0 deletes its files at once. */
  static final String RECYCLE_BIN_RETENTION = "moraine.recycle-bin.retention";

  /**
   * Whether clients ask for credentials to a table's files. Source: paimon-common {@code
   * RESTTokenFileIO}.
   */
  static final String DATA_TOKEN_ENABLED = "data-token.enabled";

  private static final Duration DEFAULT_RETENTION = Duration.ofDays(1);
  private static final String OWN_PREFIX = "moraine.";
  // What a catalog's description or the protocol's configuration says under these names is the
  // server's to say.
  private static final Set<String> RESERVED =
      Set.of(
          "id", "location", "metastore", "name", "owner", "prefix", "status", "uri", "warehouse");
  private static final Pattern DURATION = Pattern.compile("(\\d{1,6}) *(s|min|h|d)");

  private CatalogOptions() {}

  /**
   * @throws InvalidRequest for a key that is not the user's to change, or a value that is none
   */
  static void requireValid(Map<String, String> updates, Collection<String> removals) {
    updates.keySet().forEach(CatalogOptions::requireChangeable);
    removals.forEach(CatalogOptions::requireChangeable);
    retention(updates);
    String dataToken = updates.getOrDefault(DATA_TOKEN_ENABLED, "false");
    if (!dataToken.equals("true") && !dataToken.equals("false")) {
      throw new InvalidRequest(
          "The option '"
              + DATA_TOKEN_ENABLED
              + "' is either true or false, and not '"
              + dataToken
              + "'");
    }
  }

  static Map<String, String> forClients(Map<String, String> options) {
    String dataToken = options.get(DATA_TOKEN_ENABLED);
    return dataToken == null ? Map.of() : Map.of(DATA_TOKEN_ENABLED, dataToken);
  }

  private static void requireChangeable(String key) {
    if (key.isBlank()) {
      throw new InvalidRequest("An option of a catalog has no name");
    }
    if (RESERVED.contains(key)) {
      throw new InvalidRequest("The option '" + key + "' is set by the server; take another name");
    }
    if (key.startsWith(OWN_PREFIX) && !key.equals(RECYCLE_BIN_RETENTION)) {
      throw new InvalidRequest(
          "There is no option '"
              + key
              + "'; the only one that begins with 'moraine.' is '"
              + RECYCLE_BIN_RETENTION
              + "'");
    }
  }

  static Duration retention(Map<String, String> options) {
    String text = options.get(RECYCLE_BIN_RETENTION);
    if (text == null) {
      return DEFAULT_RETENTION;
    }
    if (text.strip().equals("0")) {
      return Duration.ZERO;
    }
    Matcher matcher = DURATION.matcher(text.strip());
    if (!matcher.matches()) {
      throw new InvalidRequest(
          "The option '"
              + RECYCLE_BIN_RETENTION
              + "' is no duration: '"
              + text
              + "'; write 0, or a number and a unit, such as 30 s, 15 min, 12 h or 1 d");
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "s" -> Duration.ofSeconds(number);
      case "min" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }
}
