package dev.moraine.server.http.paimon;

import dev.moraine.catalog.Catalog;
import dev.moraine.catalog.CatalogService;
import dev.moraine.error.InvalidRequest;
import dev.moraine.error.NotFound;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** What a client asks first: which prefix its catalog has. */
final class ConfigRoutes {
  private final CatalogService catalogs;
  private final String region;

  ConfigRoutes(CatalogService catalogs, String region) {
    this.catalogs = catalogs;
    this.region = region;
  }

  Wire.ConfigResponse get(PaimonRequest request) {
    String warehouse =
        request
            .query(PaimonQuery.WAREHOUSE)
            .orElseThrow(
                () ->
                    new InvalidRequest(
                        "The option 'warehouse' is not set; it names the catalog, by its name or"
                            + " its id"));
    Catalog catalog = find(request, warehouse);
    Map<String, String> overrides = new HashMap<>(catalog.clientOptions());
    overrides.put("prefix", catalog.id().value());
    // Read by our own plug-in for metastore=dlf, which is given location and region.
    overrides.put("moraine.catalog.location", catalog.location().uri());
    overrides.put("moraine.region", region);
    return new Wire.ConfigResponse(Map.of(), overrides);
  }

  // Clients up to 1.4 encode this one value twice.
  private Catalog find(PaimonRequest request, String warehouse) {
    try {
      return catalogs.open(request.caller(), warehouse);
    } catch (NotFound e) {
      String decodedTwice = decode(warehouse);
      if (decodedTwice.equals(warehouse)) {
        throw e;
      }
      return catalogs.open(request.caller(), decodedTwice);
    }
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }
}
