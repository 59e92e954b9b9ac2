package dev.moraine.warehouse;

import dev.moraine.catalog.CatalogId;
import dev.moraine.catalog.DatabaseId;
import dev.moraine.catalog.Provenance;
import dev.moraine.catalog.StorageLocation;
import dev.moraine.catalog.Table;
import dev.moraine.catalog.TableFiles;
import dev.moraine.catalog.TableId;
import dev.moraine.catalog.TableName;
import dev.moraine.catalog.TableSchema;
import dev.moraine.identity.Principal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.table.sink.BatchWriteBuilder;

/** A table {@code (id INT, dt STRING) PARTITIONED BY (dt)} that Paimon itself writes into. */
final class TemporaryTable {
  static final String DEFINITION =
      """
      {"fields":[{"id":0,"name":"id","type":"INT"},{"id":1,"name":"dt","type":"STRING"}],
       "partitionKeys":["dt"],"primaryKeys":[],
       "options":{"bucket":"-1","file.format":"avro","path":"ignored","owner":"os-user"},"comment":"c"}""";

  private TemporaryTable() {}

  static Table create(TableFiles files, Path folder) {
    return create(files, folder, DEFINITION.replace("\"path\":\"ignored\",", ""));
  }

  static Table create(TableFiles files, Path folder, String definition) {
    StorageLocation location = new StorageLocation("file:" + folder);
    TableFiles.Blueprint blueprint = files.interpret(definition);
    return row(location, blueprint, files.create(location, blueprint, definition));
  }

  private static Table row(
      StorageLocation location, TableFiles.Blueprint blueprint, TableSchema schema) {
    return new Table(
        new TableId("t"),
        new CatalogId("clg"),
        new DatabaseId("db"),
        new TableName("db", "t"),
        blueprint.kind(),
        location,
        false,
        schema,
        Provenance.of(new Principal("alice"), Instant.EPOCH),
        0);
  }

  static Table with(Table table, TableSchema schema) {
    return new Table(
        table.id(),
        table.catalogId(),
        table.databaseId(),
        table.name(),
        table.kind(),
        table.location(),
        false,
        schema,
        table.provenance(),
        table.version() + 1);
  }

  /** One commit with one row in each of the given days. */
  @SuppressWarnings("try") // Paimon's close() may throw anything, InterruptedException included.
  static void write(Table table, List<String> days) throws Exception {
    BatchWriteBuilder builder = PaimonTables.open(table).newBatchWriteBuilder();
    try (BatchTableWrite write = builder.newWrite();
        BatchTableCommit commit = builder.newCommit()) {
      for (String day : days) {
        write.write(GenericRow.of(1, BinaryString.fromString(day)));
      }
      commit.commit(write.prepareCommit());
    }
  }
}
