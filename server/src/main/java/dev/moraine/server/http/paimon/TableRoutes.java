package dev.moraine.server.http.paimon;

import dev.moraine.catalog.Page;
import dev.moraine.catalog.StorageLocation;
import dev.moraine.catalog.Table;
import dev.moraine.catalog.TableFilter;
import dev.moraine.catalog.TableId;
import dev.moraine.catalog.TableKind;
import dev.moraine.catalog.TableName;
import dev.moraine.catalog.TableService;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tables of the protocol. */
final class TableRoutes {
  private final TableService tables;

  TableRoutes(TableService tables) {
    this.tables = tables;
  }

  Optional<Object> list(PaimonRequest request) {
    Page<Table> page = page(request);
    return Optional.of(
        new Wire.ListTablesResponse(
            page.items().stream().map(table -> table.name().table()).toList(), page.nextToken()));
  }

  Optional<Object> listDetails(PaimonRequest request) {
    Page<Table> page = page(request);
    return Optional.of(
        new Wire.ListTableDetailsResponse(
            page.items().stream().map(TableRoutes::toWire).toList(), page.nextToken()));
  }

  private Page<Table> page(PaimonRequest request) {
    Optional<String> type = request.query("tableType");
    Optional<TableKind> kind = type.flatMap(TableKind::of);
    if (type.isPresent() && kind.isEmpty()) {
      // A type that only newer servers know: no table here is of it.
      return new Page<>(List.of(), Optional.empty());
    }
    return tables.list(
        request.caller(),
        request.catalog(),
        request.database(),
        new TableFilter(request.pattern("tableNamePattern"), kind),
        request.page());
  }

  Optional<Object> listAll(PaimonRequest request) {
    Page<TableName> page =
        tables.listAll(
            request.caller(),
            request.catalog(),
            request.pattern("databaseNamePattern"),
            request.pattern("tableNamePattern"),
            request.page());
    return Optional.of(
        new Wire.ListTablesGloballyResponse(
            page.items().stream()
                .map(name -> new Wire.Identifier(name.database(), name.table()))
                .toList(),
            page.nextToken()));
  }

  Optional<Object> create(PaimonRequest request) {
    Wire.CreateTableRequest body = request.body(Wire.CreateTableRequest.class);
    tables.create(
        request.caller(),
        request.catalog(),
        name(body.identifier()),
        Wire.required("schema", body.schema()).toString());
    return Optional.empty();
  }

  Optional<Object> register(PaimonRequest request) {
    Wire.RegisterTableRequest body = request.body(Wire.RegisterTableRequest.class);
    tables.register(
        request.caller(),
        request.catalog(),
        name(body.identifier()),
        new StorageLocation(Wire.required("path", body.path())));
    return Optional.empty();
  }

  Optional<Object> get(PaimonRequest request) {
    return Optional.of(toWire(tables.get(request.caller(), request.catalog(), request.table())));
  }

  Optional<Object> getById(PaimonRequest request) {
    return Optional.of(
        toWire(
            tables.get(
                request.caller(), request.catalog(), new TableId(request.segment("tableId")))));
  }

  Optional<Object> alter(PaimonRequest request) {
    tables.alter(
        request.caller(),
        request.catalog(),
        request.table(),
        Wire.required("changes", request.body(Wire.AlterTableRequest.class).changes()).toString());
    return Optional.empty();
  }

  Optional<Object> replace(PaimonRequest request) {
    tables.replace(
        request.caller(),
        request.catalog(),
        request.table(),
        Wire.required("schema", request.body(Wire.ReplaceTableRequest.class).schema()).toString());
    return Optional.empty();
  }

  Optional<Object> rename(PaimonRequest request) {
    Wire.RenameTableRequest body = request.body(Wire.RenameTableRequest.class);
    tables.rename(
        request.caller(), request.catalog(), name(body.source()), name(body.destination()));
    return Optional.empty();
  }

  Optional<Object> drop(PaimonRequest request) {
    tables.drop(request.caller(), request.catalog(), request.table());
    return Optional.empty();
  }

  Optional<Object> rollbackSchema(PaimonRequest request) {
    tables.rollbackSchema(
        request.caller(),
        request.catalog(),
        request.table(),
        Wire.required("schemaId", request.body(Wire.RollbackSchemaRequest.class).schemaId()));
    return Optional.empty();
  }

  private static TableName name(Wire.@Nullable Identifier identifier) {
    Wire.Identifier given = Wire.required("identifier", identifier);
    return PaimonRequest.tableName(
        Wire.required("database", given.database()), Wire.required("object", given.object()));
  }

  // Clients since 1.4 commit to an external table by renaming files themselves, past every check.
  // A Paimon table is therefore never called external, wherever its folder is; the flag has no
  // other effect on a client than this and where its files' credentials come from.
  private static Wire.GetTableResponse toWire(Table table) {
    return new Wire.GetTableResponse(
        table.id().value(),
        table.name().database(),
        table.name().object(),
        table.location().uri(),
        table.foreign() && !table.kind().hasSnapshots(),
        table.schema().id(),
        table.schema().definition(),
        table.provenance().owner(),
        table.provenance().createdAt().toEpochMilli(),
        table.provenance().createdBy(),
        table.provenance().updatedAt().toEpochMilli(),
        table.provenance().updatedBy());
  }
}
