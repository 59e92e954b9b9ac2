package dev.moraine.server.http.console;

import dev.moraine.audit.Concerned;
import dev.moraine.catalog.Alteration;
import dev.moraine.catalog.Catalog;
import dev.moraine.catalog.CatalogService;
import dev.moraine.catalog.NamePattern;
import dev.moraine.catalog.Page;
import dev.moraine.server.http.Concerning;
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

  record CreateCatalog(String name, @Nullable Map<String, String> options) implements Concerning {
    @Override
    public Concerned concerned() {
      return Concerned.catalog(name);
    }
  }

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

  CatalogPage list(ConsoleRequest request) {
    Page<CatalogView> page =
        catalogs
            .list(
                request.caller(),
                request
                    .query(ConsoleRequest.CATALOG_NAME_PATTERN)
                    .map(NamePattern::parse)
                    .orElse(NamePattern.ALL),
                request.page())
            .map(CatalogRoutes::toView);
    return new CatalogPage(page.items(), page.nextToken());
  }

  CatalogView create(ConsoleRequest request, CreateCatalog body) {
    return toView(
        catalogs.create(
            request.caller(), body.name(), Objects.requireNonNullElse(body.options(), Map.of())));
  }

  CatalogView get(ConsoleRequest request) {
    return toView(catalogs.get(request.caller(), request.catalog()));
  }

  Alteration alter(ConsoleRequest request, AlterCatalog body) {
    return catalogs.alter(
        request.caller(),
        request.catalog(),
        Objects.requireNonNullElse(body.updates(), Map.of()),
        Objects.requireNonNullElse(body.removals(), List.of()));
  }

  void drop(ConsoleRequest request) {
    catalogs.drop(request.caller(), request.catalog());
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
