package dev.moraine.catalog;

import dev.moraine.identity.Principal;
import java.time.Instant;

/** Tables as rows; by default a managed Paimon table {@code t} whose id follows from its name. */
public final class TableBuilder {
  private final Database database;
  private String name = "t";
  private TableKind kind = TableKind.PAIMON;
  private boolean foreign;
  private Principal maker = new Principal("alice");

  private TableBuilder(Database database) {
    this.database = database;
  }

  public static TableBuilder aTableIn(Database database) {
    return new TableBuilder(database);
  }

  public TableBuilder named(String value) {
    name = value;
    return this;
  }

  public TableBuilder ofKind(TableKind value) {
    kind = value;
    return this;
  }

  public TableBuilder foreign() {
    foreign = true;
    return this;
  }

  public TableBuilder madeBy(Principal value) {
    maker = value;
    return this;
  }

  public Table build() {
    String id = "id-" + database.name() + "-" + name;
    return new Table(
        new TableId(id),
        database.catalogId(),
        database.id(),
        new TableName(database.name(), name),
        kind,
        new StorageLocation("file:/warehouse/" + id),
        foreign,
        new TableSchema(0, "{\"fields\":[]}", "{\"id\":0}", true),
        Provenance.of(maker, Instant.ofEpochMilli(1_000)),
        0);
  }
}
