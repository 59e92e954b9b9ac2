package dev.moraine.server.http.console;

import dev.moraine.catalog.DroppedTable;
import dev.moraine.catalog.Page;
import dev.moraine.catalog.RecycleBinService;
import dev.moraine.catalog.Table;
import dev.moraine.catalog.TableId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The recycle bin of a catalog: dropped managed tables, by the id that they had. */
final class DroppedTableRoutes {
  private final RecycleBinService recycleBin;

  DroppedTableRoutes(RecycleBinService recycleBin) {
    this.recycleBin = recycleBin;
  }

  record RestoreTable(@Nullable String name) {}

  record DroppedTableView(
      String id,
      String database,
      String name,
      String type,
      String location,
      long droppedAt,
      String droppedBy,
      long expiresAt) {}

  record DroppedTablePage(List<DroppedTableView> droppedTables, Optional<String> nextPageToken) {}

  record RestoredTable(String id, String database, String name, String location) {}

  record Purged(int purged) {}

  DroppedTablePage list(ConsoleRequest request) {
    Page<DroppedTableView> page =
        recycleBin
            .list(request.caller(), request.catalog(), request.page())
            .map(DroppedTableRoutes::toView);
    return new DroppedTablePage(page.items(), page.nextToken());
  }

  RestoredTable restore(ConsoleRequest request, RestoreTable body) {
    Table table =
        recycleBin.restore(
            request.caller(),
            request.catalog(),
            tableId(request),
            Optional.ofNullable(body.name()));
    return new RestoredTable(
        table.id().value(), table.name().database(), table.name().table(), table.location().uri());
  }

  void purge(ConsoleRequest request) {
    recycleBin.purge(request.caller(), request.catalog(), tableId(request));
  }

  Purged purgeAll(ConsoleRequest request) {
    return new Purged(recycleBin.purgeAll(request.caller(), request.catalog()));
  }

  private static TableId tableId(ConsoleRequest request) {
    return new TableId(request.segment("tableId"));
  }

  private static DroppedTableView toView(DroppedTable table) {
    return new DroppedTableView(
        table.id().value(),
        table.name().database(),
        table.name().table(),
        table.kind().optionValue(),
        table.location().uri(),
        table.droppedAt().toEpochMilli(),
        table.droppedBy(),
        table.expiresAt().toEpochMilli());
  }
}
