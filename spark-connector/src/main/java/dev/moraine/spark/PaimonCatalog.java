package dev.moraine.spark;

import dev.moraine.spark.catalog.MissingDatabase;
import dev.moraine.spark.catalog.TableAlteration;
import dev.moraine.spark.catalog.TableDefinition;
import dev.moraine.spark.procedure.SysProcedure;
import dev.moraine.spark.read.PaimonTable;
import dev.moraine.spark.read.QueryRules;
import dev.moraine.spark.sql.PaimonBacked;
import dev.moraine.spark.sql.SqlFunction;
import dev.moraine.spark.write.PaimonBucket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.paimon.CoreOptions;
import org.apache.paimon.TableType;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.CatalogFactory;
import org.apache.paimon.catalog.Database;
import org.apache.paimon.catalog.PropertyChange;
import org.apache.paimon.fs.FileIO;
import org.apache.paimon.fs.Path;
import org.apache.paimon.options.CatalogOptions;
import org.apache.paimon.options.Options;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.schema.SchemaChange;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.FormatTable;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NamespaceAlreadyExistsException;
import org.apache.spark.sql.catalyst.analysis.NoSuchFunctionException;
import org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.analysis.NonEmptyNamespaceException;
import org.apache.spark.sql.catalyst.analysis.TableAlreadyExistsException;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.connector.catalog.FunctionCatalog;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.NamespaceChange;
import org.apache.spark.sql.connector.catalog.SupportsNamespaces;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableChange;
import org.apache.spark.sql.connector.catalog.functions.UnboundFunction;
import org.apache.spark.sql.connector.catalog.procedures.UnboundProcedure;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Paimon catalog in Spark, whatever its metastore.
 *
 * <p>Every option {@code spark.sql.catalog.<name>.<key>} is Paimon's catalog option {@code <key>}.
 * Tables are loaded afresh for each statement unless {@code cache-enabled} says otherwise: other
 * engines change them all the time. Procedures live in the namespace {@code sys}.
 */
public class PaimonCatalog implements PaimonBacked, SupportsNamespaces, FunctionCatalog {
  private static final Set<String> TELLING_OF_NO_ROWS =
      Set.of("snapshots", "schemas", "options", "tags", "branches", "consumers");

  private static final Logger log = LoggerFactory.getLogger(PaimonCatalog.class);
  private static final String DEFAULT_DATABASE = "default";

  @SuppressWarnings("NullAway.Init") // Spark calls initialize before anything else
  private String name;

  @SuppressWarnings("NullAway.Init")
  private CatalogContext context;

  @SuppressWarnings("NullAway.Init")
  private Catalog catalog;

  @Override
  public void initialize(String catalogName, CaseInsensitiveStringMap given) {
    Map<String, String> options = new HashMap<>(given.asCaseSensitiveMap());
    options.putIfAbsent(CatalogOptions.CACHE_ENABLED.key(), "false");
    name = catalogName;
    context =
        CatalogContext.create(
            Options.fromMap(options), SparkSession.active().sparkContext().hadoopConfiguration());
    catalog = CatalogFactory.createCatalog(context, getClass().getClassLoader());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String[] defaultNamespace() {
    return new String[] {DEFAULT_DATABASE};
  }

  @Override
  public Catalog catalog() {
    return catalog;
  }

  // ---- databases

  @Override
  public String[][] listNamespaces() {
    return catalog.listDatabases().stream()
        .map(database -> new String[] {database})
        .toArray(String[][]::new);
  }

  @Override
  public String[][] listNamespaces(String[] namespace) throws NoSuchNamespaceException {
    if (namespace.length == 0) {
      return listNamespaces();
    }
    loadNamespaceMetadata(namespace);
    return new String[0][];
  }

  @Override
  public Map<String, String> loadNamespaceMetadata(String[] namespace)
      throws NoSuchNamespaceException {
    String name = database(namespace);
    try {
      Database database = getDatabase(name);
      Map<String, String> metadata = new LinkedHashMap<>(database.options());
      database
          .comment()
          .ifPresent(comment -> metadata.put(SupportsNamespaces.PROP_COMMENT, comment));
      return metadata;
    } catch (Catalog.DatabaseNotExistException e) {
      throw MissingDatabase.of(name);
    }
  }

  private Database getDatabase(String database) throws Catalog.DatabaseNotExistException {
    try {
      return catalog.getDatabase(database);
    } catch (Catalog.DatabaseNotExistException e) {
      if (madeDefaultDatabase(database)) {
        return catalog.getDatabase(database);
      }
      throw e;
    }
  }

  // Statements that name no database mean the default one, so that it comes into being when used.
  private boolean madeDefaultDatabase(String database) {
    if (!database.equals(DEFAULT_DATABASE)) {
      return false;
    }
    try {
      catalog.createDatabase(database, true);
      return true;
    } catch (Catalog.DatabaseAlreadyExistException e) {
      return true;
    }
  }

  @Override
  public void createNamespace(String[] namespace, Map<String, String> metadata)
      throws NamespaceAlreadyExistsException {
    try {
      catalog.createDatabase(database(namespace), false, metadata);
    } catch (Catalog.DatabaseAlreadyExistException e) {
      throw new NamespaceAlreadyExistsException(namespace);
    }
  }

  @Override
  public void alterNamespace(String[] namespace, NamespaceChange... changes)
      throws NoSuchNamespaceException {
    List<PropertyChange> translated = new ArrayList<>();
    for (NamespaceChange change : changes) {
      if (change instanceof NamespaceChange.SetProperty) {
        NamespaceChange.SetProperty set = (NamespaceChange.SetProperty) change;
        translated.add(PropertyChange.setProperty(set.property(), set.value()));
      } else {
        translated.add(
            PropertyChange.removeProperty(((NamespaceChange.RemoveProperty) change).property()));
      }
    }
    try {
      catalog.alterDatabase(database(namespace), translated, false);
    } catch (Catalog.DatabaseNotExistException e) {
      throw MissingDatabase.of(database(namespace));
    }
  }

  @Override
  public boolean dropNamespace(String[] namespace, boolean cascade)
      throws NoSuchNamespaceException, NonEmptyNamespaceException {
    try {
      catalog.dropDatabase(database(namespace), false, cascade);
      return true;
    } catch (Catalog.DatabaseNotExistException e) {
      throw MissingDatabase.of(database(namespace));
    } catch (Catalog.DatabaseNotEmptyException e) {
      throw new NonEmptyNamespaceException(namespace);
    }
  }

  // ---- tables

  @Override
  public Identifier[] listTables(String[] namespace) throws NoSuchNamespaceException {
    String database = database(namespace);
    try {
      return identifiers(namespace, catalog.listTables(database));
    } catch (Catalog.DatabaseNotExistException e) {
      if (madeDefaultDatabase(database)) {
        return new Identifier[0];
      }
      throw MissingDatabase.of(database);
    }
  }

  private static Identifier[] identifiers(String[] namespace, List<String> names) {
    return names.stream().map(name -> Identifier.of(namespace, name)).toArray(Identifier[]::new);
  }

  @Override
  public Table loadTable(Identifier identifier) throws NoSuchTableException {
    return load(identifier, Map.of());
  }

  @Override
  public Table loadTable(Identifier identifier, String version) throws NoSuchTableException {
    return load(identifier, Map.of(CoreOptions.SCAN_VERSION.key(), version));
  }

  @Override
  public Table loadTable(Identifier identifier, long timestampMicros) throws NoSuchTableException {
    String millis = Long.toString(timestampMicros / 1000);
    return load(identifier, Map.of(CoreOptions.SCAN_TIMESTAMP_MILLIS.key(), millis));
  }

  private Table load(Identifier identifier, Map<String, String> timeTravel)
      throws NoSuchTableException {
    org.apache.paimon.table.Table table = paimonTable(identifier);
    requireReadable(paimonIdentifier(identifier));
    if (!timeTravel.isEmpty()) {
      table = table.copy(timeTravel);
    }
    if (table instanceof FileStoreTable) {
      return new PaimonFileStoreTable((FileStoreTable) table);
    }
    if (table instanceof FormatTable) {
      return new PaimonFormatTable((FormatTable) table);
    }
    return new PaimonTable(table);
  }

  // Other system tables show values of hidden rows, or how many there are, and no rule applies to
  // them.
  private void requireReadable(org.apache.paimon.catalog.Identifier named) {
    String system = named.getSystemTableName();
    if (system == null || TELLING_OF_NO_ROWS.contains(system)) {
      return;
    }
    try {
      QueryRules.requireNone(
          catalog.getTable(
              new org.apache.paimon.catalog.Identifier(
                  named.getDatabaseName(), named.getTableName(), named.getBranchName())),
          "The system table $" + system);
    } catch (Catalog.TableNotExistException e) {
      // A system table of the whole catalog.
    }
  }

  private org.apache.paimon.table.Table paimonTable(Identifier identifier)
      throws NoSuchTableException {
    org.apache.paimon.catalog.Identifier named = paimonIdentifier(identifier);
    try {
      return catalog.getTable(named);
    } catch (Catalog.TableNotExistException e) {
      try {
        getDatabase(named.getDatabaseName());
      } catch (Catalog.DatabaseNotExistException missing) {
        throw MissingDatabase.of(named.getDatabaseName(), identifier.name());
      }
      throw new NoSuchTableException(identifier);
    }
  }

  @Override
  public Table createTable(
      Identifier identifier, Column[] columns, Transform[] partitions, Map<String, String> given)
      throws TableAlreadyExistsException, NoSuchNamespaceException {
    org.apache.paimon.catalog.Identifier named = paimonIdentifier(identifier);
    Schema schema = TableDefinition.of(columns, partitions, given);
    makeFolderOfFormatTable(schema);
    try {
      create(named, schema);
      return loadTable(identifier);
    } catch (Catalog.TableAlreadyExistException e) {
      throw new TableAlreadyExistsException(identifier);
    } catch (Catalog.DatabaseNotExistException | NoSuchTableException e) {
      throw MissingDatabase.of(named.getDatabaseName());
    }
  }

  private void create(org.apache.paimon.catalog.Identifier identifier, Schema schema)
      throws Catalog.TableAlreadyExistException, Catalog.DatabaseNotExistException {
    try {
      catalog.createTable(identifier, schema, false);
    } catch (Catalog.DatabaseNotExistException e) {
      if (!madeDefaultDatabase(identifier.getDatabaseName())) {
        throw e;
      }
      catalog.createTable(identifier, schema, false);
    }
  }

  private void makeFolderOfFormatTable(Schema schema) {
    String path = schema.options().get(CoreOptions.PATH.key());
    String type = schema.options().get(CoreOptions.TYPE.key());
    if (path == null || !TableType.FORMAT_TABLE.toString().equals(type)) {
      return;
    }
    try {
      Path folder = new Path(path);
      FileIO.get(folder, context).mkdirs(folder);
    } catch (IOException | RuntimeException e) {
      // Spark itself may have no credentials; whoever writes with vended ones makes the folder.
      log.warn("The folder {} could not be made ahead of the table", path, e);
    }
  }

  @Override
  public Table alterTable(Identifier identifier, TableChange... changes)
      throws NoSuchTableException {
    List<SchemaChange> translated = TableAlteration.of(changes);
    try {
      catalog.alterTable(paimonIdentifier(identifier), translated, false);
    } catch (Catalog.TableNotExistException e) {
      throw new NoSuchTableException(identifier);
    } catch (Catalog.ColumnAlreadyExistException | Catalog.ColumnNotExistException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    return loadTable(identifier);
  }

  @Override
  public boolean dropTable(Identifier identifier) {
    try {
      catalog.dropTable(paimonIdentifier(identifier), false);
      return true;
    } catch (Catalog.TableNotExistException e) {
      return false;
    }
  }

  @Override
  public void renameTable(Identifier from, Identifier to)
      throws NoSuchTableException, TableAlreadyExistsException {
    try {
      // ALTER TABLE db.a RENAME TO b names no database for b: it stays where it is.
      Identifier target =
          to.namespace().length == 0 ? Identifier.of(from.namespace(), to.name()) : to;
      catalog.renameTable(paimonIdentifier(from), paimonIdentifier(target), false);
    } catch (Catalog.TableNotExistException e) {
      throw new NoSuchTableException(from);
    } catch (Catalog.TableAlreadyExistException e) {
      throw new TableAlreadyExistsException(to);
    }
  }

  @Override
  public void invalidateTable(Identifier identifier) {
    catalog.invalidateTable(paimonIdentifier(identifier));
  }

  private static org.apache.paimon.catalog.Identifier paimonIdentifier(Identifier identifier) {
    return new org.apache.paimon.catalog.Identifier(
        database(identifier.namespace()), identifier.name());
  }

  private static String database(String[] namespace) {
    if (namespace.length != 1) {
      throw new IllegalArgumentException(
          "A Paimon catalog has one level of databases; '"
              + String.join(".", namespace)
              + "' is none");
    }
    return namespace[0];
  }

  // ---- procedures and functions

  @Override
  public UnboundProcedure loadProcedure(Identifier identifier) {
    return Procedures.find(identifier)
        .map(procedure -> procedure.of(name, catalog))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "There is no procedure "
                        + identifier
                        + "; SHOW PROCEDURES lists those that there are"));
  }

  @Override
  public List<SysProcedure> procedures() {
    return Procedures.all();
  }

  @Override
  public Identifier[] listFunctions(String[] namespace) throws NoSuchNamespaceException {
    if (namespace.length == 0) {
      return new Identifier[0];
    }
    try {
      return identifiers(namespace, catalog.listFunctions(database(namespace)));
    } catch (Catalog.DatabaseNotExistException e) {
      throw MissingDatabase.of(database(namespace));
    }
  }

  @Override
  public UnboundFunction loadFunction(Identifier identifier) throws NoSuchFunctionException {
    // Spark asks for the functions of a write's distribution without a namespace.
    if (identifier.namespace().length == 0 && identifier.name().equals(PaimonBucket.NAME)) {
      return new PaimonBucket();
    }
    if (identifier.namespace().length != 1) {
      throw new NoSuchFunctionException(identifier);
    }
    try {
      return SqlFunction.of(
          SparkSession.active(), catalog.getFunction(paimonIdentifier(identifier)));
    } catch (Catalog.FunctionNotExistException e) {
      throw new NoSuchFunctionException(identifier);
    }
  }
}
