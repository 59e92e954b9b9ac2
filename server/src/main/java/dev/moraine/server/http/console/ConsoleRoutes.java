package dev.moraine.server.http.console;

import dev.moraine.catalog.Catalog;
import dev.moraine.catalog.CatalogService;
import dev.moraine.catalog.PageRequest;
import dev.moraine.error.InvalidRequest;
import dev.moraine.server.http.HttpServer;
import dev.moraine.server.http.Identification;
import dev.moraine.server.http.Json;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Moraine's own API: the list of everything served below {@code /api}. */
public final class ConsoleRoutes implements HttpServer.Api {
  private static final String CATALOGS = "/api/v1/catalogs";
  private static final String CATALOG = CATALOGS + "/{catalog}";

  private final CatalogService catalogs;

  public ConsoleRoutes(CatalogService catalogs) {
    this.catalogs = catalogs;
  }

  record CreateCatalog(@Nullable String name, @Nullable Map<String, String> options) {}

  record CatalogView(
      String id,
      String name,
      String location,
      Map<String, String> options,
      String owner,
      long createdAt,
      String createdBy,
      long updatedAt,
      String updatedBy) {}

  record CatalogPage(List<CatalogView> catalogs, Optional<String> nextPageToken) {}

  /** RFC 9457, with a stable code beside its fields. */
  record Problem(String title, int status, String detail, String code) {}

  @Override
  public String root() {
    return "/api";
  }

  @Override
  public void addRoutes(JavalinConfig config) {
    config.routes.get(CATALOGS, this::list);
    config.routes.post(CATALOGS, this::create);
    config.routes.get(CATALOG, this::get);
    config.routes.delete(CATALOG, this::drop);
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

  private void list(Context context) {
    PageRequest page =
        new PageRequest(
            PageRequest.DEFAULT_RESULTS, Optional.ofNullable(context.queryParam("pageToken")));
    List<Catalog> found = catalogs.list(Identification.caller(context), page);
    answer(
        context,
        new CatalogPage(
            found.stream().map(ConsoleRoutes::toView).toList(),
            found.size() == page.maxResults()
                ? Optional.of(found.get(found.size() - 1).name())
                : Optional.empty()));
  }

  private void create(Context context) {
    CreateCatalog body = Json.read(context.body(), CreateCatalog.class);
    if (body.name() == null) {
      throw new InvalidRequest("The request has no field 'name'");
    }
    answer(
        context,
        toView(
            catalogs.create(
                Identification.caller(context),
                body.name(),
                Objects.requireNonNullElse(body.options(), Map.of()))));
  }

  private void get(Context context) {
    answer(
        context,
        toView(catalogs.get(Identification.caller(context), context.pathParam("catalog"))));
  }

  private void drop(Context context) {
    catalogs.drop(Identification.caller(context), context.pathParam("catalog"));
    context.status(HttpStatus.NO_CONTENT);
  }

  private static void answer(Context context, Object view) {
    context.contentType("application/json").result(Json.write(view));
  }

  private static CatalogView toView(Catalog catalog) {
    return new CatalogView(
        catalog.id().value(),
        catalog.name(),
        catalog.location().uri(),
        catalog.options(),
        catalog.provenance().owner(),
        catalog.provenance().createdAt().toEpochMilli(),
        catalog.provenance().createdBy(),
        catalog.provenance().updatedAt().toEpochMilli(),
        catalog.provenance().updatedBy());
  }
}
