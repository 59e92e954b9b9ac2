package dev.moraine.server.http.paimon;

import dev.moraine.catalog.Alteration;
import dev.moraine.catalog.Database;
import dev.moraine.catalog.DatabaseService;
import dev.moraine.catalog.Page;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Databases of the protocol. */
final class DatabaseRoutes {
  private final DatabaseService databases;

  DatabaseRoutes(DatabaseService databases) {
    this.databases = databases;
  }

  Wire.ListDatabasesResponse list(PaimonRequest request) {
    Page<String> page =
        databases.list(
            request.caller(),
            request.catalog(),
            request.pattern(PaimonQuery.DATABASE_NAME_PATTERN),
            request.page());
    return new Wire.ListDatabasesResponse(page.items(), page.nextToken());
  }

  void create(PaimonRequest request, Wire.CreateDatabaseRequest body) {
    databases.create(
        request.caller(),
        request.catalog(),
        body.name(),
        Objects.requireNonNullElse(body.options(), Map.of()));
  }

  Wire.GetDatabaseResponse get(PaimonRequest request) {
    Database database = databases.get(request.caller(), request.catalog(), request.database());
    return new Wire.GetDatabaseResponse(
        database.id().value(),
        database.name(),
        // Managed tables lie beside each other in the catalog's folder, so a database has none.
        database.options().getOrDefault("location", ""),
        database.options(),
        database.provenance().owner(),
        database.provenance().createdAt().toEpochMilli(),
        database.provenance().createdBy(),
        database.provenance().updatedAt().toEpochMilli(),
        database.provenance().updatedBy());
  }

  Wire.AlterDatabaseResponse alter(PaimonRequest request, Wire.AlterDatabaseRequest body) {
    List<String> removals = Objects.requireNonNullElse(body.removals(), List.of());
    Map<String, String> updates = Objects.requireNonNullElse(body.updates(), Map.of());
    Alteration done =
        databases.alter(request.caller(), request.catalog(), request.database(), updates, removals);
    return new Wire.AlterDatabaseResponse(done.removed(), done.updated(), done.missing());
  }

  void drop(PaimonRequest request) {
    databases.drop(request.caller(), request.catalog(), request.database());
  }
}
