package dev.moraine.persistence;

import dev.moraine.catalog.StorageLocation;
import dev.moraine.catalog.Table;
import dev.moraine.catalog.TableFiles;
import dev.moraine.catalog.TableKind;
import dev.moraine.catalog.TableSchema;
import dev.moraine.error.StorageUnavailable;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Table folders in memory, each with the id of its newest schema.
 *
 * <p>A definition is the word {@code managed}, or {@code at:} and a location of the user's.
 */
final class FakeTableFiles implements TableFiles {
  private final Map<StorageLocation, Long> newestSchemas = new ConcurrentHashMap<>();
  private final FakeSnapshotFiles snapshots;
  private boolean deleting = true;
  private Runnable meanwhile = () -> {};

  FakeTableFiles(FakeSnapshotFiles snapshots) {
    this.snapshots = snapshots;
  }

  void refuseToDelete() {
    deleting = false;
  }

  void deleteAgain() {
    deleting = true;
  }

  /** Runs once, between a table's files and its row. */
  void afterNextCreate(Runnable action) {
    meanwhile = action;
  }

  /** As another writer, or a server that died, would leave it. */
  void putSchema(StorageLocation location, long schemaId) {
    newestSchemas.put(location, schemaId);
  }

  boolean exists(StorageLocation location) {
    return newestSchemas.containsKey(location);
  }

  private static TableSchema schema(long id) {
    return new TableSchema(id, "schema " + id, "record " + id, true);
  }

  @Override
  public Blueprint interpret(String definition) {
    return new Blueprint(
        TableKind.PAIMON,
        definition.startsWith("at:")
            ? Optional.of(new StorageLocation(definition.substring(3)))
            : Optional.empty());
  }

  @Override
  public void createFolder(StorageLocation location) {}

  @Override
  public TableSchema create(StorageLocation location, Blueprint blueprint, String definition) {
    newestSchemas.putIfAbsent(location, 0L);
    Runnable action = meanwhile;
    meanwhile = () -> {};
    action.run();
    return existingSchema(location);
  }

  @Override
  public TableSchema existingSchema(StorageLocation location) {
    return schema(newestSchemas.getOrDefault(location, 0L));
  }

  @Override
  public SchemaStep alter(Table table, String changes) {
    long newest = existingSchema(table.branchFolder()).id();
    if (newest > table.schema().id()) {
      return new SchemaStep.Behind(schema(newest));
    }
    newestSchemas.put(table.branchFolder(), newest + 1);
    return new SchemaStep.Written(schema(newest + 1));
  }

  @Override
  public Optional<TableSchema> schema(Table table, long id) {
    return schemaExists(table, id) ? Optional.of(schema(id)) : Optional.empty();
  }

  @Override
  public TableSchema rollbackSchema(Table table, long schemaId) {
    newestSchemas.put(table.branchFolder(), schemaId);
    return schema(schemaId);
  }

  @Override
  public TableSchema replacement(Table table, String definition) {
    return schema(existingSchema(table.location()).id() + 1);
  }

  @Override
  public void putSchema(Table table, TableSchema schema) {
    newestSchemas.put(table.location(), schema.id());
  }

  @Override
  public boolean schemaExists(Table table, long schemaId) {
    return schemaId <= existingSchema(table.branchFolder()).id();
  }

  @Override
  public void deleteFolder(StorageLocation location) {
    if (!deleting) {
      throw new StorageUnavailable("no", new IOException("disk"));
    }
    newestSchemas.remove(location);
    snapshots.deleteFolder(location);
  }
}
