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
import org.apache.paimon.function.Function;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.table.FormatTable;
import org.apache.paimon.table.Table;
import org.apache.paimon.types.RowType;
import org.apache.paimon.view.View;

/**
 * Paimon's filesystem catalog with format tables, views and functions kept in memory, which it
 * alone does not have.
 */
public final class LocalCatalogFactory implements CatalogFactory {
  private static final Map<Identifier, Schema> FORMAT_TABLES = new ConcurrentHashMap<>();
  private static final Map<Identifier, View> VIEWS = new ConcurrentHashMap<>();
  private static final Map<Identifier, Function> FUNCTIONS = new ConcurrentHashMap<>();

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

    @Override
    public View getView(Identifier identifier) throws ViewNotExistException {
      View view = VIEWS.get(identifier);
      if (view == null) {
        throw new ViewNotExistException(identifier);
      }
      return view;
    }

    @Override
    public void createView(Identifier identifier, View view, boolean ignoreIfExists)
        throws ViewAlreadyExistException, DatabaseNotExistException {
      getDatabase(identifier.getDatabaseName());
      if (VIEWS.putIfAbsent(identifier, view) != null && !ignoreIfExists) {
        throw new ViewAlreadyExistException(identifier);
      }
    }

    @Override
    public void dropView(Identifier identifier, boolean ignoreIfNotExists)
        throws ViewNotExistException {
      if (VIEWS.remove(identifier) == null && !ignoreIfNotExists) {
        throw new ViewNotExistException(identifier);
      }
    }

    @Override
    public List<String> listViews(String databaseName) {
      return namesIn(databaseName, VIEWS);
    }

    @Override
    public Function getFunction(Identifier identifier) throws FunctionNotExistException {
      Function function = FUNCTIONS.get(identifier);
      if (function == null) {
        throw new FunctionNotExistException(identifier);
      }
      return function;
    }

    @Override
    public void createFunction(Identifier identifier, Function function, boolean ignoreIfExists)
        throws FunctionAlreadyExistException {
      if (FUNCTIONS.putIfAbsent(identifier, function) != null && !ignoreIfExists) {
        throw new FunctionAlreadyExistException(identifier);
      }
    }

    @Override
    public void dropFunction(Identifier identifier, boolean ignoreIfNotExists)
        throws FunctionNotExistException {
      if (FUNCTIONS.remove(identifier) == null && !ignoreIfNotExists) {
        throw new FunctionNotExistException(identifier);
      }
    }

    @Override
    public List<String> listFunctions(String databaseName) {
      return namesIn(databaseName, FUNCTIONS);
    }

    private static List<String> namesIn(String database, Map<Identifier, ?> objects) {
      return objects.keySet().stream()
          .filter(identifier -> identifier.getDatabaseName().equals(database))
          .map(Identifier::getObjectName)
          .toList();
    }
  }
}
