package dev.moraine.server.http.paimon;

import dev.moraine.catalog.Page;
import dev.moraine.catalog.StorageLocation;
import dev.moraine.catalog.Table;
import dev.moraine.catalog.TableAccessService;
import dev.moraine.catalog.TableFilter;
import dev.moraine.catalog.TableId;
import dev.moraine.catalog.TableKind;
import dev.moraine.catalog.TableName;
import dev.moraine.catalog.TableService;
import java.util.List;
import java.util.Optional;

/** Tables of the protocol. */
final class TableRoutes {
  private final TableService tables;
  private final TableAccessService access;

  TableRoutes(TableService tables, TableAccessService access) {
    this.tables = tables;
    this.access = access;
  }

  Wire.ListTablesResponse list(PaimonRequest request) {
    Page<Table> page = page(request);
    return new Wire.ListTablesResponse(
        page.items().stream().map(table -> table.name().table()).toList(), page.nextToken());
  }

  Wire.ListTableDetailsResponse listDetails(PaimonRequest request) {
    Page<Table> page = page(request);
    return new Wire.ListTableDetailsResponse(
        access.describeAll(request.caller(), request.client(), page.items()).stream()
            .map(TableRoutes::toWire)
            .toList(),
        page.nextToken());
  }

  private Page<Table> page(PaimonRequest request) {
    Optional<String> type = request.query(PaimonQuery.TABLE_TYPE);
    Optional<TableKind> kind = type.flatMap(TableKind::of);
    if (type.isPresent() && kind.isEmpty()) {
      // A type that only newer servers know: no table here is of it.
      return new Page<>(List.of(), Optional.empty());
    }
    return tables.list(
        request.caller(),
        request.catalog(),
        request.database(),
        new TableFilter(request.pattern(PaimonQuery.TABLE_NAME_PATTERN), kind),
        request.page());
  }

  Wire.ListTablesGloballyResponse listAll(PaimonRequest request) {
    Page<TableName> page =
        tables.listAll(
            request.caller(),
            request.catalog(),
            request.pattern(PaimonQuery.DATABASE_NAME_PATTERN),
            request.pattern(PaimonQuery.TABLE_NAME_PATTERN),
            request.page());
    return new Wire.ListTablesGloballyResponse(
        page.items().stream()
            .map(name -> new Wire.Identifier(name.database(), name.table()))
            .toList(),
        page.nextToken());
  }

  void create(PaimonRequest request, Wire.CreateTableRequest body) {
    tables.create(
        request.caller(), request.catalog(), name(body.identifier()), body.schema().toString());
  }

  void register(PaimonRequest request, Wire.RegisterTableRequest body) {
    tables.register(
        request.caller(),
        request.catalog(),
        name(body.identifier()),
        new StorageLocation(body.path()));
  }

  Wire.GetTableResponse get(PaimonRequest request) {
    return toWire(
        access.describe(request.caller(), request.client(), request.catalog(), request.table()));
  }

  Wire.GetTableResponse getById(PaimonRequest request) {
    return toWire(
        access.describe(
            request.caller(),
            request.client(),
            request.catalog(),
            new TableId(request.segment("tableId"))));
  }

  void alter(PaimonRequest request, Wire.AlterTableRequest body) {
    tables.alter(request.caller(), request.catalog(), request.table(), body.changes().toString());
  }

  void replace(PaimonRequest request, Wire.ReplaceTableRequest body) {
    tables.replace(request.caller(), request.catalog(), request.table(), body.schema().toString());
  }

  void rename(PaimonRequest request, Wire.RenameTableRequest body) {
    tables.rename(
        request.caller(), request.catalog(), name(body.source()), name(body.destination()));
  }

  void drop(PaimonRequest request) {
    tables.drop(request.caller(), request.catalog(), request.table());
  }

  void rollbackSchema(PaimonRequest request, Wire.RollbackSchemaRequest body) {
    tables.rollbackSchema(request.caller(), request.catalog(), request.table(), body.schemaId());
  }

  private static TableName name(Wire.Identifier identifier) {
    return PaimonRequest.tableName(identifier.database(), identifier.object());
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
