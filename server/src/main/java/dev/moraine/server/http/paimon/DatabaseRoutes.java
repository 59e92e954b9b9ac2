package dev.moraine.server.http.paimon;

import dev.moraine.catalog.Database;
import dev.moraine.catalog.DatabaseService;
import dev.moraine.catalog.Page;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Databases of the protocol. */
final class DatabaseRoutes {
  private final DatabaseService databases;

  DatabaseRoutes(DatabaseService databases) {
    this.databases = databases;
  }

  Optional<Object> list(PaimonRequest request) {
    Page<String> page =
        databases.list(
            request.caller(),
            request.catalog(),
            request.pattern("databaseNamePattern"),
            request.page());
    return Optional.of(new Wire.ListDatabasesResponse(page.items(), page.nextToken()));
  }

  Optional<Object> create(PaimonRequest request) {
    Wire.CreateDatabaseRequest body = request.body(Wire.CreateDatabaseRequest.class);
    databases.create(
        request.caller(),
        request.catalog(),
        Wire.required("name", body.name()),
        Objects.requireNonNullElse(body.options(), Map.of()));
    return Optional.empty();
  }

  Optional<Object> get(PaimonRequest request) {
    Database database = databases.get(request.caller(), request.catalog(), request.database());
    return Optional.of(
        new Wire.GetDatabaseResponse(
            database.id().value(),
            database.name(),
            // Managed tables lie beside each other in the catalog's folder, so a database has none.
            database.options().getOrDefault("location", ""),
            database.options(),
            database.provenance().owner(),
            database.provenance().createdAt().toEpochMilli(),
            database.provenance().createdBy(),
            database.provenance().updatedAt().toEpochMilli(),
            database.provenance().updatedBy()));
  }

  Optional<Object> alter(PaimonRequest request) {
    Wire.AlterDatabaseRequest body = request.body(Wire.AlterDatabaseRequest.class);
    List<String> removals = Objects.requireNonNullElse(body.removals(), List.of());
    Map<String, String> updates = Objects.requireNonNullElse(body.updates(), Map.of());
    Map<String, String> before =
        databases.get(request.caller(), request.catalog(), request.database()).options();
    databases.alter(request.caller(), request.catalog(), request.database(), updates, removals);
    return Optional.of(
        new Wire.AlterDatabaseResponse(
            removals.stream().filter(before::containsKey).toList(),
            List.copyOf(updates.keySet()),
            removals.stream().filter(key -> !before.containsKey(key)).toList()));
  }

  Optional<Object> drop(PaimonRequest request) {
    databases.drop(request.caller(), request.catalog(), request.database());
    return Optional.empty();
  }
}
