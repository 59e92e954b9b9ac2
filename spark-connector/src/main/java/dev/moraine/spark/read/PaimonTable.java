package dev.moraine.spark.read;

import dev.moraine.spark.catalog.Provenance;
import dev.moraine.spark.types.SparkTypes;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.paimon.CoreOptions;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.Table;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.connector.expressions.Expressions;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * Any table of a Paimon catalog, for reading. System tables are served by this class itself.
 *
 * <p>Equality is identity: two loads of one table may stand for different snapshots or principals,
 * and Spark's cache must not take one for the other.
 */
public class PaimonTable implements SupportsRead {
  private final Table table;

  public PaimonTable(Table table) {
    this.table = table;
  }

  /** Paimon's own table. */
  public Table table() {
    return table;
  }

  @Override
  public String name() {
    return table.fullName();
  }

  // Spark deprecates schema() in favour of columns(), yet declares it without a body.
  @Override
  public StructType schema() {
    return SparkTypes.declared(table.rowType());
  }

  @Override
  public Transform[] partitioning() {
    return table.partitionKeys().stream().map(Expressions::identity).toArray(Transform[]::new);
  }

  @Override
  public Map<String, String> properties() {
    Map<String, String> properties = new LinkedHashMap<>(table.options());
    Provenance.removeFrom(properties);
    if (!table.primaryKeys().isEmpty()) {
      properties.put(CoreOptions.PRIMARY_KEY.key(), String.join(",", table.primaryKeys()));
    }
    properties.put(TableCatalog.PROP_PROVIDER, provider());
    String path = properties.remove(CoreOptions.PATH.key());
    if (path != null) {
      properties.put(TableCatalog.PROP_LOCATION, path);
    }
    table.comment().ifPresent(comment -> properties.put(TableCatalog.PROP_COMMENT, comment));
    return properties;
  }

  /** The word after USING that makes such a table. */
  protected String provider() {
    return "paimon";
  }

  @Override
  public Set<TableCapability> capabilities() {
    return EnumSet.of(TableCapability.BATCH_READ);
  }

  @Override
  public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
    return new PaimonScanBuilder(withReadOptions(options));
  }

  /** The table with the options of one read, such as {@code scan.snapshot-id}. */
  protected Table withReadOptions(CaseInsensitiveStringMap options) {
    Map<String, String> given = new LinkedHashMap<>(options.asCaseSensitiveMap());
    given.keySet().retainAll(PaimonScanBuilder.READ_OPTIONS);
    if (given.isEmpty()) {
      return table;
    }
    // Spark has resolved the columns by now: a snapshot of an older schema is read with these.
    return table instanceof FileStoreTable
        ? ((FileStoreTable) table).copyWithoutTimeTravel(given)
        : table.copy(given);
  }

  @Override
  public String toString() {
    return name();
  }
}
