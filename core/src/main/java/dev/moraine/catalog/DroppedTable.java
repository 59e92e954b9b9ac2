package dev.moraine.catalog;

import java.time.Instant;

/**
 * A dropped managed table in the recycle bin: its files, schema, head and partitions are kept until
 * {@code expiresAt}.
 *
 * @param name the name that it had; free for other tables
 */
public record DroppedTable(
    TableId id,
    CatalogId catalogId,
    TableName name,
    TableKind kind,
    StorageLocation location,
    Instant droppedAt,
    String droppedBy,
    Instant expiresAt) {
  /** Orders and pages a listing; unlike the name, no two tables share it. */
  public String sortKey() {
    return name + "/" + id;
  }
}
