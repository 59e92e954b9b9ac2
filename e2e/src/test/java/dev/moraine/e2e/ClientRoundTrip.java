package dev.moraine.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.CatalogFactory;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.options.Options;
import org.apache.paimon.reader.RecordReader;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.schema.SchemaChange;
import org.apache.paimon.table.Table;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.table.sink.BatchWriteBuilder;
import org.apache.paimon.table.source.ReadBuilder;
import org.apache.paimon.types.DataTypes;

/**
 * What a Paimon client does with a catalog, run in a JVM whose class path has one client version.
 *
 * <p>Arguments: {@code key=value} catalog options. Prints what it saw, a line a step; the test
 * compares the lines.
 */
final class ClientRoundTrip {
  private static final Identifier NAMES = Identifier.create("rounds", "names");
  private static final Identifier PEOPLE = Identifier.create("rounds", "people + ü");

  private ClientRoundTrip() {}

  public static void main(String[] arguments) throws Exception {
    Options options = new Options();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      options.set(argument.substring(0, equals), argument.substring(equals + 1));
    }
    try (Catalog catalog = CatalogFactory.createCatalog(CatalogContext.create(options))) {
      catalog.createDatabase("rounds", false);
      catalog.createTable(
          NAMES,
          Schema.newBuilder()
              .column("id", DataTypes.INT().notNull())
              .column("name", DataTypes.STRING())
              .primaryKey("id")
              .option("bucket", "1")
              .build(),
          false);
      append(catalog, NAMES, 1, "one");
      append(catalog, NAMES, 2, "zwei");
      append(catalog, NAMES, 2, "two");
      say("rows " + rows(catalog, NAMES));
      catalog.alterTable(NAMES, List.of(SchemaChange.addColumn("note", DataTypes.STRING())), false);
      say("fields " + catalog.getTable(NAMES).rowType().getFieldNames());
      catalog.renameTable(NAMES, PEOPLE, false);
      say("tables " + catalog.listTables("rounds"));
      append(catalog, PEOPLE, 3, "three");
      say("rows " + rows(catalog, PEOPLE));
      say("snapshot " + catalog.loadSnapshot(PEOPLE).get().snapshot().id());
      catalog.dropTable(PEOPLE, false);
      say("tables " + catalog.listTables("rounds"));
      catalog.dropDatabase("rounds", false, false);
      say("databases " + catalog.listDatabases());
    }
  }

  private static void append(Catalog catalog, Identifier identifier, int id, String name)
      throws Exception {
    Table table = catalog.getTable(identifier);
    BatchWriteBuilder builder = table.newBatchWriteBuilder();
    try (BatchTableWrite write = builder.newWrite();
        BatchTableCommit commit = builder.newCommit()) {
      GenericRow row = new GenericRow(table.rowType().getFieldCount());
      row.setField(0, id);
      row.setField(1, BinaryString.fromString(name));
      write.write(row);
      commit.commit(write.prepareCommit());
    }
  }

  private static Map<Integer, String> rows(Catalog catalog, Identifier identifier)
      throws Exception {
    ReadBuilder builder = catalog.getTable(identifier).newReadBuilder();
    Map<Integer, String> rows = new TreeMap<>();
    try (RecordReader<InternalRow> reader =
        builder.newRead().createReader(new ArrayList<>(builder.newScan().plan().splits()))) {
      reader.forEachRemaining(row -> rows.put(row.getInt(0), row.getString(1).toString()));
    }
    return rows;
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
