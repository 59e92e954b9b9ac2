package dev.moraine.server.http.console;

import static dev.moraine.server.http.console.ConsoleRequest.CATALOG_NAME_PATTERN;
import static dev.moraine.server.http.console.ConsoleRequest.MAX_RESULTS;
import static dev.moraine.server.http.console.ConsoleRequest.PAGE_TOKEN;

import dev.moraine.catalog.CatalogService;
import dev.moraine.catalog.RecycleBinService;
import dev.moraine.error.ErrorCode;
import dev.moraine.error.ResourceKind;
import dev.moraine.identity.CredentialService;
import dev.moraine.identity.SessionService;
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

  private static final String ACCESS_KEYS = "/api/v1/access-keys";
  private static final String ACCESS_KEY = ACCESS_KEYS + "/{accessKey}";
  private static final String TOKENS = "/api/v1/tokens";
  private static final String SESSIONS = "/api/v1/session-credentials";

  private final RouteTable<ConsoleRequest> routes =
      new RouteTable<>(
          ConsoleRequest::new,
          HttpStatus.NO_CONTENT,
          List.of(
              PathParameter.of(
                  "catalog", "The catalog, by its name or its id", ResourceKind.CATALOG),
              PathParameter.of("tableId", "The id that the dropped table had", ResourceKind.TABLE),
              PathParameter.of(
                  "accessKey", "The id of an access key of the caller", ResourceKind.ACCESS_KEY),
              PathParameter.of("token", "The id of a token of the caller", ResourceKind.TOKEN)));

  public ConsoleRoutes(
      CatalogService catalogs,
      RecycleBinService recycleBin,
      CredentialService credentials,
      SessionService sessions) {
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

    addCredentials(new CredentialRoutes(credentials, sessions));
  }

  private void addCredentials(CredentialRoutes credential) {
    routes.about("Your credentials");
    routes
        .get(ACCESS_KEYS, "List your access keys")
        .answers(CredentialRoutes.AccessKeyList.class, credential::listAccessKeys);
    routes
        .post(ACCESS_KEYS, "Create an access key; its secret is told this once")
        .refuses(ErrorCode.FORBIDDEN)
        .answers(CredentialRoutes.NewAccessKey.class, credential::createAccessKey);
    routes
        .post(ACCESS_KEY + "/enable", "Accept what an access key signs again")
        .refuses(ErrorCode.FORBIDDEN)
        .does(credential::enableAccessKey);
    routes
        .post(ACCESS_KEY + "/disable", "Refuse what an access key signs, and its sessions")
        .does(credential::disableAccessKey);
    routes
        .delete(ACCESS_KEY, "Delete an access key for good, with its sessions")
        .does(credential::deleteAccessKey);
    routes
        .get(TOKENS, "List your bearer tokens, by the beginning of their digests")
        .answers(CredentialRoutes.TokenList.class, credential::listTokens);
    routes
        .post(
            TOKENS, "Create a bearer token, which is told this once; without a lifetime, for ever")
        .refuses(ErrorCode.FORBIDDEN)
        .answers(
            CredentialRoutes.CreateToken.class,
            CredentialRoutes.NewToken.class,
            credential::createToken);
    routes
        .delete(TOKENS + "/{token}", "Revoke a bearer token, with its sessions")
        .does(credential::revokeToken);
    routes
        .post(SESSIONS, "Issue temporary credentials for yourself, for 6 hours by default")
        .bodyOptional()
        .refuses(ErrorCode.FORBIDDEN)
        .answers(
            CredentialRoutes.IssueSessionCredentials.class,
            CredentialRoutes.NewSessionCredentials.class,
            credential::issueSession);
    routes
        .delete(SESSIONS, "End all your sessions that were issued until now")
        .does(credential::endSessions);
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
