package dev.moraine.warehouse;

import dev.moraine.catalog.BranchName;
import dev.moraine.catalog.StorageLocation;
import dev.moraine.catalog.Table;
import java.util.HashMap;
import java.util.Map;
import org.apache.paimon.CoreOptions;
import org.apache.paimon.fs.Path;
import org.apache.paimon.fs.local.LocalFileIO;
import org.apache.paimon.schema.SchemaValidation;
import org.apache.paimon.schema.TableSchema;
import org.apache.paimon.table.CatalogEnvironment;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.FileStoreTableFactory;

/** Opens Paimon's own view of a table, straight on its files. */
final class PaimonTables {
  static final LocalFileIO FILE_IO = LocalFileIO.create();

  private PaimonTables() {}

  static FileStoreTable open(Table table) {
    TableSchema schema = TableSchema.fromJson(table.schema().record());
    BranchName branch = table.name().branch();
    return open(table.location(), branch.isMain() ? schema : on(branch, schema));
  }

  private static TableSchema on(BranchName branch, TableSchema schema) {
    Map<String, String> options = new HashMap<>(schema.options());
    options.put(CoreOptions.BRANCH.key(), branch.value());
    return schema.copy(options);
  }

  /** The table itself, whose commits go no further than the rehearsal. */
  static FileStoreTable open(Table table, CommitRehearsal rehearsal) {
    TableSchema schema = TableSchema.fromJson(table.schema().record());
    Map<String, String> options = new HashMap<>(schema.options());
    options.keySet().removeAll(CommitRehearsal.SET_OFF_BY_COMMITS);
    return open(table.location(), schema.copy(options), rehearsal);
  }

  static FileStoreTable open(StorageLocation location, TableSchema schema) {
    return open(location, schema, CatalogEnvironment.empty());
  }

  private static FileStoreTable open(
      StorageLocation location, TableSchema schema, CatalogEnvironment environment) {
    return FileStoreTableFactory.create(FILE_IO, path(location), withoutOrc(schema), environment);
  }

  /** Refuses what does not fit together, as Paimon's own classes do. */
  static void validate(TableSchema schema) {
    SchemaValidation.validateTableSchema(withoutOrc(schema));
  }

  // Paimon's ORC needs Hadoop's classes, which a server does not have. The server reads no rows, so
  // the default format tells it as much.
  private static TableSchema withoutOrc(TableSchema schema) {
    if (!"orc".equalsIgnoreCase(schema.options().get(CoreOptions.FILE_FORMAT.key()))) {
      return schema;
    }
    Map<String, String> options = new HashMap<>(schema.options());
    options.remove(CoreOptions.FILE_FORMAT.key());
    return schema.copy(options);
  }

  static Path path(StorageLocation location) {
    return new Path(DurableFiles.local(location).toUri());
  }
}
