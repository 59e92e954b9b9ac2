package dev.moraine.server.http.console;

import dev.moraine.catalog.Catalog;
import dev.moraine.catalog.CatalogService;
import dev.moraine.catalog.NamePattern;
import dev.moraine.catalog.Page;
import dev.moraine.error.InvalidRequest;
import dev.moraine.server.http.Identification;
import dev.moraine.server.http.Json;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Catalogs, by name or id. */
final class CatalogRoutes {
  // A catalog is made and dropped in one step, so of the states that clients know (NEW,
  // INITIALIZING, …, DELETED) none is ever seen but this.
  private static final String RUNNING = "RUNNING";

  private final CatalogService catalogs;

  CatalogRoutes(CatalogService catalogs) {
    this.catalogs = catalogs;
  }

  record CreateCatalog(@Nullable String name, @Nullable Map<String, String> options) {}

  record AlterCatalog(@Nullable Map<String, String> updates, @Nullable List<String> removals) {}

  record CatalogView(
      String id,
      String name,
      String status,
      String location,
      Map<String, String> options,
      String owner,
      long createdAt,
      String createdBy,
      long updatedAt,
      String updatedBy) {}

  record CatalogPage(List<CatalogView> catalogs, Optional<String> nextPageToken) {}

  void list(Context context) {
    NamePattern pattern =
        Optional.ofNullable(context.queryParam("catalogNamePattern"))
            .map(NamePattern::parse)
            .orElse(NamePattern.ALL);
    Page<CatalogView> page =
        catalogs
            .list(Identification.caller(context), pattern, ConsoleRoutes.page(context))
            .map(CatalogRoutes::toView);
    ConsoleRoutes.answer(context, new CatalogPage(page.items(), page.nextToken()));
  }

  void create(Context context) {
    CreateCatalog body = Json.read(context.body(), CreateCatalog.class);
    if (body.name() == null) {
      throw new InvalidRequest("The request has no field 'name'");
    }
    ConsoleRoutes.answer(
        context,
        toView(
            catalogs.create(
                Identification.caller(context),
                body.name(),
                Objects.requireNonNullElse(body.options(), Map.of()))));
  }

  void get(Context context) {
    ConsoleRoutes.answer(
        context,
        toView(catalogs.get(Identification.caller(context), context.pathParam("catalog"))));
  }

  void alter(Context context) {
    AlterCatalog body = Json.read(context.body(), AlterCatalog.class);
    ConsoleRoutes.answer(
        context,
        catalogs.alter(
            Identification.caller(context),
            context.pathParam("catalog"),
            Objects.requireNonNullElse(body.updates(), Map.of()),
            Objects.requireNonNullElse(body.removals(), List.of())));
  }

  void drop(Context context) {
    catalogs.drop(Identification.caller(context), context.pathParam("catalog"));
    context.status(HttpStatus.NO_CONTENT);
  }

  private static CatalogView toView(Catalog catalog) {
    return new CatalogView(
        catalog.id().value(),
        catalog.name(),
        RUNNING,
        catalog.location().uri(),
        catalog.options(),
        catalog.provenance().owner(),
        catalog.provenance().createdAt().toEpochMilli(),
        catalog.provenance().createdBy(),
        catalog.provenance().updatedAt().toEpochMilli(),
        catalog.provenance().updatedBy());
  }
}
