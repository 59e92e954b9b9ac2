package dev.moraine.server.http.console;

import dev.moraine.catalog.DroppedTable;
import dev.moraine.catalog.Page;
import dev.moraine.catalog.RecycleBinService;
import dev.moraine.catalog.Table;
import dev.moraine.catalog.TableId;
import dev.moraine.server.http.Identification;
import dev.moraine.server.http.Json;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
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

  void list(Context context) {
    Page<DroppedTableView> page =
        recycleBin
            .list(
                Identification.caller(context),
                context.pathParam("catalog"),
                ConsoleRoutes.page(context))
            .map(DroppedTableRoutes::toView);
    ConsoleRoutes.answer(context, new DroppedTablePage(page.items(), page.nextToken()));
  }

  void restore(Context context) {
    // No body is needed where the table keeps its name.
    String body = context.body().isBlank() ? "{}" : context.body();
    Table table =
        recycleBin.restore(
            Identification.caller(context),
            context.pathParam("catalog"),
            tableId(context),
            Optional.ofNullable(Json.read(body, RestoreTable.class).name()));
    ConsoleRoutes.answer(
        context,
        new RestoredTable(
            table.id().value(),
            table.name().database(),
            table.name().table(),
            table.location().uri()));
  }

  void purge(Context context) {
    recycleBin.purge(
        Identification.caller(context), context.pathParam("catalog"), tableId(context));
    context.status(HttpStatus.NO_CONTENT);
  }

  void purgeAll(Context context) {
    ConsoleRoutes.answer(
        context,
        new Purged(
            recycleBin.purgeAll(Identification.caller(context), context.pathParam("catalog"))));
  }

  private static TableId tableId(Context context) {
    return new TableId(context.pathParam("tableId"));
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
