package dev.moraine.dlf;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A statement's {@code dlf.catalog.*} options, made whole from the environment and understood.
 *
 * <p>Keys are matched without regard to case, since Spark hands catalog options over in lower case.
 * Keys that only the product's own client has a use for are accepted and left out; every option
 * outside {@code dlf.catalog.} goes through as it is.
 */
final class DlfOptions {
  static final String CATALOG_ID = "dlf.catalog.id";
  static final String ENDPOINT = "dlf.catalog.endpoint";
  static final String REGION = "dlf.catalog.region";
  static final String ACCESS_KEY_ID = "dlf.catalog.accessKeyId";
  static final String ACCESS_KEY_SECRET = "dlf.catalog.accessKeySecret";
  static final String SECURITY_TOKEN = "dlf.catalog.securityToken";

  static final String ENVIRONMENT_ENDPOINT = "MORAINE_ENDPOINT";
  static final String ENVIRONMENT_REGION = "MORAINE_REGION";
  static final String ENVIRONMENT_TOKEN_PATH = "MORAINE_TOKEN_PATH";

  private static final String PREFIX = "dlf.catalog.";
  private static final String METASTORE = "metastore";
  private static final String WAREHOUSE = "warehouse";

  /** Source: {@code DataLakeConfig} of aliyun/datalake-catalog-metastore-client. */
  private static final Set<String> WITHOUT_MEANING_HERE =
      lowerCase(
          "accessPublic",
          "accurate.batchSize",
          "action.log.enabled",
          "akMode",
          "assume-canonical-partition-keys",
          "client.col.stats.pageSize",
          "client.table.col.stats.pageSize",
          "client.threads",
          "createDefaultDBIfNotExist",
          "default-warehouse-dir",
          "defaultdb.createtable.use.current.db.location",
          "delete-dir-when-drop-schema",
          "enable.bit.vector",
          "enable.file.operation",
          "enable.file.operation.gray.rate",
          "log.enabled",
          "pageSize",
          "proxyLogStore",
          "proxyMode",
          "role",
          "server.conn.timeout.mills",
          "server.read.timeout.mills",
          "sts.isNewMode",
          "uid");

  private final String catalogId;
  private final @Nullable String warehouse;
  private final @Nullable String givenRegion;
  private final @Nullable String region;
  private final Map<String, String> restOptions;

  private DlfOptions(
      String catalogId,
      @Nullable String warehouse,
      @Nullable String givenRegion,
      @Nullable String region,
      Map<String, String> restOptions) {
    this.catalogId = catalogId;
    this.warehouse = warehouse;
    this.givenRegion = givenRegion;
    this.region = region;
    this.restOptions = restOptions;
  }

  /**
   * Understands a statement's options.
   *
   * @throws IllegalArgumentException in one sentence, without secrets
   */
  static DlfOptions of(Map<String, String> statement, Map<String, String> environment) {
    Map<String, String> given = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    given.putAll(statement);
    requireKnownKeys(given.keySet());

    String catalogId = value(given, CATALOG_ID);
    if (catalogId == null) {
      throw new IllegalArgumentException(
          "'" + CATALOG_ID + "' is missing: give the id or the name of the catalog.");
    }
    URI endpoint = endpoint(given, environment);
    String givenRegion = value(given, REGION);
    Map<String, String> rest = new LinkedHashMap<>();
    for (Map.Entry<String, String> option : statement.entrySet()) {
      if (!isOurs(option.getKey())) {
        rest.put(option.getKey(), option.getValue());
      }
    }
    rest.put(METASTORE, "rest");
    rest.put("uri", endpoint.toString());
    rest.put(WAREHOUSE, catalogId);
    rest.put("token.provider", "dlf");
    rest.putAll(credentials(given, environment));
    return new DlfOptions(
        catalogId,
        value(given, WAREHOUSE),
        givenRegion,
        region(endpoint, givenRegion, value(environment, ENVIRONMENT_REGION)),
        rest);
  }

  String catalogId() {
    return catalogId;
  }

  /** Where the statement believes the catalog's tables to be; null when it doesn't say. */
  @Nullable String warehouse() {
    return warehouse;
  }

  /** The region that the statement itself names. */
  @Nullable String givenRegion() {
    return givenRegion;
  }

  /** The region to sign for; null when only the server can tell. */
  @Nullable String region() {
    return region;
  }

  /** Options of Paimon's REST catalog. */
  Map<String, String> restOptions(String signedRegion) {
    Map<String, String> options = new LinkedHashMap<>(restOptions);
    options.put("dlf.region", signedRegion);
    return Collections.unmodifiableMap(options);
  }

  private static URI endpoint(Map<String, String> given, Map<String, String> environment) {
    String text = value(given, ENDPOINT);
    String source = "'" + ENDPOINT + "'";
    if (text == null) {
      text = value(environment, ENVIRONMENT_ENDPOINT);
      source = "The environment's " + ENVIRONMENT_ENDPOINT;
    }
    if (text == null) {
      throw new IllegalArgumentException(
          "'" + ENDPOINT + "' is missing: give the address of the catalog server.");
    }
    String withScheme = text.contains("://") ? text : "http://" + text;
    try {
      URI endpoint = new URI(withScheme.replaceFirst("/+$", ""));
      if (endpoint.getHost() != null) {
        return endpoint;
      }
    } catch (URISyntaxException notAnAddress) {
      // Told below, without the parser's words.
    }
    throw new IllegalArgumentException(source + " is no address: '" + text + "'.");
  }

  private static @Nullable String region(
      URI endpoint, @Nullable String given, @Nullable String fromEnvironment) {
    String inHost = EndpointRegion.of(endpoint.getHost().toLowerCase(Locale.ROOT));
    if (given != null && inHost != null && !given.equals(inHost)) {
      throw new IllegalArgumentException(
          "'"
              + REGION
              + "' is '"
              + given
              + "', but the end point '"
              + endpoint.getHost()
              + "' is in region '"
              + inHost
              + "'.");
    }
    if (given != null) {
      return given;
    }
    return inHost != null ? inHost : fromEnvironment;
  }

  private static Map<String, String> credentials(
      Map<String, String> given, Map<String, String> environment) {
    Map<String, String> credentials = new LinkedHashMap<>();
    String id = value(given, ACCESS_KEY_ID);
    String secret = value(given, ACCESS_KEY_SECRET);
    if (id != null && secret != null) {
      credentials.put("dlf.access-key-id", id);
      credentials.put("dlf.access-key-secret", secret);
      String securityToken = value(given, SECURITY_TOKEN);
      if (securityToken != null) {
        credentials.put("dlf.security-token", securityToken);
      }
      return credentials;
    }
    if (id != null || secret != null) {
      throw new IllegalArgumentException(
          "'"
              + (id == null ? ACCESS_KEY_ID : ACCESS_KEY_SECRET)
              + "' is missing: an AccessKey is given by both '"
              + ACCESS_KEY_ID
              + "' and '"
              + ACCESS_KEY_SECRET
              + "'.");
    }
    String tokenPath = value(environment, ENVIRONMENT_TOKEN_PATH);
    if (tokenPath == null) {
      throw new IllegalArgumentException(
          "No credentials: give '" + ACCESS_KEY_ID + "' and '" + ACCESS_KEY_SECRET + "'.");
    }
    credentials.put("dlf.token-loader", "local_file");
    credentials.put("dlf.token-path", tokenPath);
    return credentials;
  }

  private static void requireKnownKeys(Set<String> keys) {
    for (String key : keys) {
      String lowerCase = key.toLowerCase(Locale.ROOT);
      if (lowerCase.startsWith(PREFIX)
          && !isUnderstood(key)
          && !WITHOUT_MEANING_HERE.contains(lowerCase)) {
        throw new IllegalArgumentException("'" + key + "' is not a known option.");
      }
    }
  }

  private static boolean isUnderstood(String key) {
    for (String understood :
        new String[] {
          CATALOG_ID, ENDPOINT, REGION, ACCESS_KEY_ID, ACCESS_KEY_SECRET, SECURITY_TOKEN
        }) {
      if (understood.equalsIgnoreCase(key)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOurs(String key) {
    return key.regionMatches(true, 0, PREFIX, 0, PREFIX.length())
        || key.equalsIgnoreCase(METASTORE)
        || key.equalsIgnoreCase(WAREHOUSE);
  }

  private static @Nullable String value(Map<String, String> options, String key) {
    String value = options.get(key);
    return value == null || value.trim().isEmpty() ? null : value.trim();
  }

  private static Set<String> lowerCase(String... names) {
    Set<String> keys = new HashSet<>();
    for (String name : Arrays.asList(names)) {
      keys.add((PREFIX + name).toLowerCase(Locale.ROOT));
    }
    return Collections.unmodifiableSet(keys);
  }
}
