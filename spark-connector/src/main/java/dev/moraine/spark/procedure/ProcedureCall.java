package dev.moraine.spark.procedure;

import dev.moraine.spark.read.QueryRules;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.Table;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.catalog.CatalogManager;
import org.apache.spark.sql.connector.catalog.CatalogPlugin;
import scala.jdk.javaapi.CollectionConverters;

/** One call of a procedure: its arguments, and the catalog that it was called in. */
public final class ProcedureCall {
  private final SparkSession spark;
  private final String catalogName;
  private final Catalog catalog;
  private final SysProcedure procedure;
  private final InternalRow arguments;

  ProcedureCall(
      SparkSession spark,
      String catalogName,
      Catalog catalog,
      SysProcedure procedure,
      InternalRow arguments) {
    this.spark = spark;
    this.catalogName = catalogName;
    this.catalog = catalog;
    this.procedure = procedure;
    this.arguments = arguments;
  }

  List<Object[]> run() {
    try {
      return procedure.body().call(this);
    } catch (RuntimeException e) {
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("sys." + procedure.name() + " was cancelled", e);
    } catch (Exception e) {
      // Paimon's checked exceptions say in a sentence what is not there, or there already; Spark's
      // say where in the SQL the mistake is.
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  public SparkSession spark() {
    return spark;
  }

  /** The catalog as Spark knows it. */
  public CatalogPlugin sparkCatalog() {
    return session().sessionState().catalogManager().catalog(catalogName);
  }

  private org.apache.spark.sql.classic.SparkSession session() {
    return (org.apache.spark.sql.classic.SparkSession) spark;
  }

  /** Paimon's own catalog. */
  public Catalog catalog() {
    return catalog;
  }

  /**
   * The argument.
   *
   * @throws IllegalArgumentException if it is not given
   */
  public <T> T get(Parameter<T> parameter) {
    return find(parameter)
        .orElseThrow(
            () -> new IllegalArgumentException(parameter.name() + " must be given and not blank"));
  }

  /** The argument, if the procedure takes it and it is given. */
  public <T> Optional<T> find(Parameter<T> parameter) {
    int ordinal = procedure.parameters().indexOf(parameter);
    return ordinal < 0 ? Optional.empty() : Optional.ofNullable(parameter.read(arguments, ordinal));
  }

  /** Key and value pairs of an argument of the form {@code key=value,…}; empty without. */
  public Map<String, String> options() {
    return find(Parameter.OPTIONS).map(Parameter::keyValues).orElse(Map.of());
  }

  /** The name of the table that the call is about. */
  public Identifier identifier() {
    return identifier(get(Parameter.TABLE));
  }

  /**
   * The name in this catalog that a text says: {@code table}, {@code database.table}, or with the
   * catalog's own name in front; quotes and branches as in statements.
   */
  public Identifier identifier(String name) {
    List<String> parts;
    try {
      parts =
          CollectionConverters.asJava(
              session().sessionState().sqlParser().parseMultipartIdentifier(name));
    } catch (Exception e) { // Scala does not say that its parser throws a checked one
      throw notAName(name);
    }
    CatalogManager manager = session().sessionState().catalogManager();
    if (parts.size() == 1
        && manager.currentCatalog().name().equals(catalogName)
        && manager.currentNamespace().length == 1) {
      return new Identifier(manager.currentNamespace()[0], parts.get(0));
    }
    if (parts.size() == 3 && parts.get(0).equals(catalogName)) {
      return new Identifier(parts.get(1), parts.get(2));
    }
    if (parts.size() != 2) {
      throw notAName(name);
    }
    return new Identifier(parts.get(0), parts.get(1));
  }

  private static IllegalArgumentException notAName(String name) {
    return new IllegalArgumentException(
        "table: '" + name + "' is not of the form database.table of this catalog");
  }

  /**
   * The table that the call is about, of which the caller may see all.
   *
   * @throws IllegalArgumentException if there is none, or it is no Paimon table
   */
  public FileStoreTable table() {
    return table(identifier());
  }

  /** The table of that name, under the same conditions. */
  public FileStoreTable table(Identifier identifier) {
    Table table;
    try {
      table = catalog.getTable(identifier);
    } catch (Catalog.TableNotExistException e) {
      throw new IllegalArgumentException("table: there is no table " + identifier.getFullName(), e);
    }
    if (!(table instanceof FileStoreTable)) {
      throw new IllegalArgumentException(
          "table: "
              + identifier.getFullName()
              + " is no Paimon table, so that there is nothing to "
              + "do for sys."
              + procedure.name());
    }
    // Who sees a part would lose or overwrite the rest.
    QueryRules.requireNone(table, "sys." + procedure.name());
    return (FileStoreTable) table;
  }

  /** To be asked in every loop on the driver: a statement is cancelled by an interruption. */
  public static void checkNotCancelled() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }
}
