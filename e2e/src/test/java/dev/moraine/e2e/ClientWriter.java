package dev.moraine.e2e;

import java.util.List;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.CatalogFactory;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.options.Options;
import org.apache.paimon.table.Table;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.table.sink.BatchWriteBuilder;

/**
 * A Paimon client of any version, in a JVM of its own, that commits one number after the other and
 * prints which ones it was told are in.
 *
 * <p>Arguments: the table, how many, and {@code key=value} catalog options.
 */
final class ClientWriter {
  private ClientWriter() {}

  public static void main(String[] arguments) throws Exception {
    Identifier table = Identifier.fromString(arguments[0]);
    int count = Integer.parseInt(arguments[1]);
    Options options = new Options();
    for (String option : List.of(arguments).subList(2, arguments.length)) {
      int equals = option.indexOf('=');
      options.set(option.substring(0, equals), option.substring(equals + 1));
    }
    for (int number = 0; number < count; number++) {
      boolean told = append(options, table, number);
      System.out.println((told ? "acknowledged " : "unknown ") + number);
    }
  }

  private static boolean append(Options options, Identifier identifier, int number) {
    try (Catalog catalog = CatalogFactory.createCatalog(CatalogContext.create(options))) {
      Table table = catalog.getTable(identifier);
      BatchWriteBuilder builder = table.newBatchWriteBuilder();
      try (BatchTableWrite write = builder.newWrite();
          BatchTableCommit commit = builder.newCommit()) {
        write.write(GenericRow.of((long) number));
        commit.commit(write.prepareCommit());
        return true;
      }
    } catch (Exception notTold) {
      return false;
    }
  }
}
