package dev.moraine.e2e;

import java.util.ArrayList;
import java.util.List;
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
import org.apache.paimon.table.Table;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.table.sink.BatchWriteBuilder;
import org.apache.paimon.table.source.ReadBuilder;
import org.apache.paimon.types.DataTypes;

/**
 * What a program on a cluster's node does with a catalog: makes a table where there is none, writes
 * a row and reads all.
 *
 * <p>Arguments: {@code key=value} catalog options. Prints {@code rows} and the names, or {@code
 * refused} and what it was told.
 */
final class NodeClient {
  private static final Identifier NAMES = Identifier.create("default", "names");

  private NodeClient() {}

  public static void main(String[] arguments) {
    Options options = new Options();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      options.set(argument.substring(0, equals), argument.substring(equals + 1));
    }
    try (Catalog catalog = CatalogFactory.createCatalog(CatalogContext.create(options))) {
      catalog.createTable(
          NAMES, Schema.newBuilder().column("name", DataTypes.STRING()).build(), true);
      append(catalog.getTable(NAMES), "one");
      System.out.println("rows " + rows(catalog.getTable(NAMES)));
    } catch (Exception e) {
      StringBuilder told = new StringBuilder("refused");
      for (Throwable each = e; each != null; each = each.getCause()) {
        told.append(" ").append(each);
      }
      System.out.println(told.toString().replace('\n', ' '));
    }
  }

  private static void append(Table table, String name) throws Exception {
    BatchWriteBuilder builder = table.newBatchWriteBuilder();
    try (BatchTableWrite write = builder.newWrite();
        BatchTableCommit commit = builder.newCommit()) {
      write.write(GenericRow.of(BinaryString.fromString(name)));
      commit.commit(write.prepareCommit());
    }
  }

  private static List<String> rows(Table table) throws Exception {
    ReadBuilder builder = table.newReadBuilder();
    List<String> rows = new ArrayList<>();
    try (RecordReader<InternalRow> reader =
        builder.newRead().createReader(new ArrayList<>(builder.newScan().plan().splits()))) {
      reader.forEachRemaining(row -> rows.add(row.getString(0).toString()));
    }
    return rows;
  }
}
