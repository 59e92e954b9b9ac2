package dev.moraine.dlf;

import java.util.Map;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.CatalogFactory;
import org.apache.paimon.options.Options;
import org.apache.paimon.rest.RESTCatalog;
import org.jspecify.annotations.Nullable;

/**
 * Opens a catalog of a Moraine server for {@code 'metastore' = 'dlf'}.
 *
 * <p>Paimon finds it through its service file. What the options lack is taken from the environment
 * that Moraine gives to the engines it starts (see {@link DlfOptions}).
 */
public final class DlfCatalogFactory implements CatalogFactory {
  static final String IDENTIFIER = "dlf";

  /** The keys under which a server says who it is, in its answer to {@code /v1/config}. */
  static final String SERVER_REGION = "moraine.region";

  static final String SERVER_LOCATION = "moraine.catalog.location";

  /**
   * Stands for the region while asking a server for its own: the protocol's client signs nothing
   * without one, and it is only a part of the signature's scope.
   */
  private static final String REGION_NOT_YET_KNOWN = "unknown";

  private final Map<String, String> environment;

  public DlfCatalogFactory() {
    this(System.getenv());
  }

  DlfCatalogFactory(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public String identifier() {
    return IDENTIFIER;
  }

  /**
   * Opens the catalog.
   *
   * @throws IllegalArgumentException if an option is missing or contradicts another, the end point
   *     or the server; the message is one sentence without secrets
   */
  @Override
  public Catalog create(CatalogContext context) {
    DlfOptions wanted = DlfOptions.of(context.options().toMap(), environment);
    String region = wanted.region();
    RESTCatalog catalog =
        open(context, wanted.restOptions(region == null ? REGION_NOT_YET_KNOWN : region));
    try {
      requireSame(wanted, catalog.options());
      if (region != null) {
        return catalog;
      }
    } catch (IllegalArgumentException refused) {
      close(catalog, refused);
      throw refused;
    }
    String announced = announcedRegion(catalog);
    close(catalog, null);
    return open(context, wanted.restOptions(announced));
  }

  private static String announcedRegion(RESTCatalog catalog) {
    String announced = catalog.options().get(SERVER_REGION);
    if (announced == null) {
      IllegalArgumentException refused =
          new IllegalArgumentException(
              "The region is unknown: give '"
                  + DlfOptions.REGION
                  + "', since neither the end point's host name nor the server names one.");
      close(catalog, refused);
      throw refused;
    }
    return announced;
  }

  private static RESTCatalog open(CatalogContext context, Map<String, String> restOptions) {
    return new DlfCatalog(
        CatalogContext.create(
            Options.fromMap(restOptions),
            context.hadoopConf(),
            context.preferIO(),
            context.fallbackIO()));
  }

  private static void requireSame(DlfOptions wanted, Map<String, String> server) {
    String serverRegion = server.get(SERVER_REGION);
    String givenRegion = wanted.givenRegion();
    if (givenRegion != null && serverRegion != null && !givenRegion.equals(serverRegion)) {
      throw new IllegalArgumentException(
          "'"
              + DlfOptions.REGION
              + "' is '"
              + givenRegion
              + "', but the server's region is '"
              + serverRegion
              + "'.");
    }
    String location = server.get(SERVER_LOCATION);
    String warehouse = wanted.warehouse();
    if (warehouse != null
        && location != null
        && !CatalogLocation.normalised(warehouse).equals(CatalogLocation.normalised(location))) {
      throw new IllegalArgumentException(
          "'warehouse' is '"
              + warehouse
              + "', but the location of catalog '"
              + wanted.catalogId()
              + "' is '"
              + location
              + "'.");
    }
  }

  private static void close(RESTCatalog catalog, @Nullable IllegalArgumentException because) {
    try {
      catalog.close();
    } catch (Exception failed) {
      if (because == null) {
        throw new IllegalStateException("The catalog could not be closed", failed);
      }
      because.addSuppressed(failed);
    }
  }
}
