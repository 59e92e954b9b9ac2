package dev.moraine.server.http.console;

import static dev.moraine.server.http.console.ConsoleRequest.CATALOG_NAME_PATTERN;
import static dev.moraine.server.http.console.ConsoleRequest.MAX_RESULTS;
import static dev.moraine.server.http.console.ConsoleRequest.PAGE_TOKEN;

import dev.moraine.catalog.CatalogService;
import dev.moraine.catalog.RecycleBinService;
import dev.moraine.error.ResourceKind;
import dev.moraine.server.http.HttpServer;
import dev.moraine.server.http.Json;
import dev.moraine.server.http.PathParameter;
import dev.moraine.server.http.RouteTable;
import io.javalin.http.HttpStatus;
import java.util.List;
import java.util.Optional;

/** Moraine's own API: the list of everything served below {@code /api}. */
public final class ConsoleRoutes implements HttpServer.Api {
  private static final String PROBLEM_JSON = "application/problem+json";
  private static final String CATALOGS = "/api/v1/catalogs";
  private static final String CATALOG = CATALOGS + "/{catalog}";
  private static final String DROPPED_TABLES = CATALOG + "/dropped-tables";
  private static final String DROPPED_TABLE = DROPPED_TABLES + "/{tableId}";

  private final RouteTable<ConsoleRequest> routes =
      new RouteTable<>(
          ConsoleRequest::new,
          HttpStatus.NO_CONTENT,
          List.of(
              PathParameter.of(
                  "catalog", "The catalog, by its name or its id", ResourceKind.CATALOG),
              PathParameter.of(
                  "tableId", "The id that the dropped table had", ResourceKind.TABLE)));

  public ConsoleRoutes(CatalogService catalogs, RecycleBinService recycleBin) {
    routes.about("Catalogs");
    CatalogRoutes catalog = new CatalogRoutes(catalogs);
    routes
        .get(CATALOGS, "List the catalogs")
        .query(CATALOG_NAME_PATTERN, MAX_RESULTS, PAGE_TOKEN)
        .answers(CatalogRoutes.CatalogPage.class, catalog::list);
    routes
        .post(CATALOGS, "Create a catalog, with a database 'default' in it")
        .taken(ResourceKind.CATALOG)
        .answers(
            CatalogRoutes.CreateCatalog.class, CatalogRoutes.CatalogView.class, catalog::create);
    routes
        .get(CATALOG, "Describe a catalog")
        .answers(CatalogRoutes.CatalogView.class, catalog::get);
    routes
        .post(CATALOG, "Change a catalog's options")
        .answers(CatalogRoutes.AlterCatalog.class, CatalogService.Alteration.class, catalog::alter);
    routes
        .delete(CATALOG, "Drop a catalog whose databases are gone and whose recycle bin is empty")
        .does(catalog::drop);

    routes.about("Recycle bin");
    DroppedTableRoutes droppedTable = new DroppedTableRoutes(recycleBin);
    routes
        .get(DROPPED_TABLES, "List the dropped tables that can be restored")
        .query(MAX_RESULTS, PAGE_TOKEN)
        .answers(DroppedTableRoutes.DroppedTablePage.class, droppedTable::list);
    routes
        .delete(DROPPED_TABLES, "Delete all dropped tables for good")
        .answers(DroppedTableRoutes.Purged.class, droppedTable::purgeAll);
    routes
        .post(DROPPED_TABLE + "/restore", "Restore a dropped table, under its name or another one")
        .bodyOptional()
        .missing(ResourceKind.DATABASE)
        .taken(ResourceKind.TABLE)
        .answers(
            DroppedTableRoutes.RestoreTable.class,
            DroppedTableRoutes.RestoredTable.class,
            droppedTable::restore);
    routes.delete(DROPPED_TABLE, "Delete a dropped table for good").does(droppedTable::purge);
  }

  /** RFC 9457, with a stable code beside its fields. */
  record Problem(String title, int status, String detail, String code) {}

  @Override
  public String root() {
    return "/api";
  }

  @Override
  public RouteTable<ConsoleRequest> routes() {
    return routes;
  }

  @Override
  public HttpServer.ErrorBody render(HttpServer.ErrorDescription error) {
    return new HttpServer.ErrorBody(
        PROBLEM_JSON,
        Json.write(
            new Problem(
                HttpStatus.forStatus(error.status()).getMessage(),
                error.status(),
                error.sentence(),
                error.code().name())));
  }

  @Override
  public HttpServer.ErrorShape errors() {
    return new HttpServer.ErrorShape(
        PROBLEM_JSON, Problem.class, "code", refusal -> Optional.of(refusal.code().name()));
  }
}
