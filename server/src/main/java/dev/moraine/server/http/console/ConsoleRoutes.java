package dev.moraine.server.http.console;

import dev.moraine.catalog.CatalogService;
import dev.moraine.catalog.PageRequest;
import dev.moraine.catalog.RecycleBinService;
import dev.moraine.error.InvalidRequest;
import dev.moraine.server.http.HttpServer;
import dev.moraine.server.http.Json;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.Optional;

/** Moraine's own API: the list of everything served below {@code /api}. */
public final class ConsoleRoutes implements HttpServer.Api {
  private static final String CATALOGS = "/api/v1/catalogs";
  private static final String CATALOG = CATALOGS + "/{catalog}";
  private static final String DROPPED_TABLES = CATALOG + "/dropped-tables";
  private static final String DROPPED_TABLE = DROPPED_TABLES + "/{tableId}";

  private final CatalogRoutes catalogs;
  private final DroppedTableRoutes droppedTables;

  public ConsoleRoutes(CatalogService catalogs, RecycleBinService recycleBin) {
    this.catalogs = new CatalogRoutes(catalogs);
    this.droppedTables = new DroppedTableRoutes(recycleBin);
  }

  /** RFC 9457, with a stable code beside its fields. */
  record Problem(String title, int status, String detail, String code) {}

  @Override
  public String root() {
    return "/api";
  }

  @Override
  public void addRoutes(JavalinConfig config) {
    config.routes.get(CATALOGS, catalogs::list);
    config.routes.post(CATALOGS, catalogs::create);
    config.routes.get(CATALOG, catalogs::get);
    config.routes.post(CATALOG, catalogs::alter);
    config.routes.delete(CATALOG, catalogs::drop);

    config.routes.get(DROPPED_TABLES, droppedTables::list);
    config.routes.delete(DROPPED_TABLES, droppedTables::purgeAll);
    config.routes.post(DROPPED_TABLE + "/restore", droppedTables::restore);
    config.routes.delete(DROPPED_TABLE, droppedTables::purge);
  }

  @Override
  public HttpServer.ErrorBody render(HttpServer.ErrorDescription error) {
    return new HttpServer.ErrorBody(
        "application/problem+json",
        Json.write(
            new Problem(
                HttpStatus.forStatus(error.status()).getMessage(),
                error.status(),
                error.sentence(),
                error.code().name())));
  }

  static PageRequest page(Context context) {
    String maxResults = context.queryParam("maxResults");
    try {
      return new PageRequest(
          maxResults == null ? PageRequest.DEFAULT_RESULTS : Integer.parseInt(maxResults),
          Optional.ofNullable(context.queryParam("pageToken")));
    } catch (NumberFormatException e) {
      throw new InvalidRequest("maxResults is not a number: " + maxResults);
    }
  }

  static void answer(Context context, Object view) {
    context.contentType("application/json").result(Json.write(view));
  }
}
