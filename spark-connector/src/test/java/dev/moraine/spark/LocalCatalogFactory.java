package dev.moraine.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.paimon.CoreOptions;
import org.apache.paimon.TableType;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.CatalogFactory;
import org.apache.paimon.catalog.CatalogLoader;
import org.apache.paimon.catalog.DelegateCatalog;
import org.apache.paimon.catalog.FileSystemCatalog;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.fs.FileIO;
import org.apache.paimon.fs.Path;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.table.FormatTable;
import org.apache.paimon.table.Table;
import org.apache.paimon.types.RowType;

/** Paimon's filesystem catalog with format tables kept in memory, which it alone does not have. */
public final class LocalCatalogFactory implements CatalogFactory {
  static final Map<Identifier, Schema> FORMAT_TABLES = new ConcurrentHashMap<>();

  @Override
  public String identifier() {
    return "local-test";
  }

  @Override
  public Catalog create(FileIO fileIO, Path warehouse, CatalogContext context) {
    return new LocalCatalog(new FileSystemCatalog(fileIO, warehouse, context), fileIO, context);
  }

  private static final class LocalCatalog extends DelegateCatalog {
    private final FileIO fileIO;
    private final CatalogContext context;

    private LocalCatalog(Catalog files, FileIO fileIO, CatalogContext context) {
      super(files);
      this.fileIO = fileIO;
      this.context = context;
    }

    @Override
    public CatalogLoader catalogLoader() {
      return wrapped.catalogLoader();
    }

    @Override
    public void createTable(Identifier identifier, Schema schema, boolean ignoreIfExists)
        throws TableAlreadyExistException, DatabaseNotExistException {
      String type = schema.options().get(CoreOptions.TYPE.key());
      if (!TableType.FORMAT_TABLE.toString().equals(type)) {
        super.createTable(identifier, schema, ignoreIfExists);
        return;
      }
      getDatabase(identifier.getDatabaseName());
      FORMAT_TABLES.put(identifier, schema);
    }

    @Override
    public Table getTable(Identifier identifier) throws TableNotExistException {
      Schema schema = FORMAT_TABLES.get(identifier);
      if (schema == null) {
        return super.getTable(identifier);
      }
      return FormatTable.builder()
          .fileIO(fileIO)
          .identifier(identifier)
          .rowType(new RowType(schema.fields()))
          .partitionKeys(schema.partitionKeys())
          .location(schema.options().get(CoreOptions.PATH.key()))
          .format(FormatTable.parseFormat(schema.options().get(CoreOptions.FILE_FORMAT.key())))
          .options(schema.options())
          .comment(schema.comment())
          .catalogContext(context)
          .build();
    }

    @Override
    public void dropTable(Identifier identifier, boolean ignoreIfNotExists)
        throws TableNotExistException {
      if (FORMAT_TABLES.remove(identifier) == null) {
        super.dropTable(identifier, ignoreIfNotExists);
      }
    }

    @Override
    public List<String> listTables(String databaseName) throws DatabaseNotExistException {
      List<String> tables = new ArrayList<>(super.listTables(databaseName));
      FORMAT_TABLES.keySet().stream()
          .filter(identifier -> identifier.getDatabaseName().equals(databaseName))
          .forEach(identifier -> tables.add(identifier.getObjectName()));
      return tables;
    }
  }
}
