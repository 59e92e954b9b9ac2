package dev.moraine.warehouse;

import dev.moraine.catalog.PartitionStatistics;
import dev.moraine.catalog.Table;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.paimon.Snapshot;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.reader.RecordReader;
import org.apache.paimon.schema.TableSchema;
import org.apache.paimon.table.CatalogEnvironment;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.FileStoreTableFactory;
import org.apache.paimon.table.TableSnapshot;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.table.sink.BatchWriteBuilder;
import org.apache.paimon.table.source.ReadBuilder;

/**
 * Paimon's own writer and reader on a table whose first columns are {@code id INT, dt STRING}, with
 * the test in the place of the server's HTTP edge. For the tests of other modules, which may not
 * name Paimon.
 */
public final class PaimonClient {
  /** What a client asks its server while it commits. */
  public interface Server {
    /** The newest snapshot's JSON. */
    Optional<String> head();

    boolean commit(String snapshotJson, List<PartitionStatistics> statistics);
  }

  private final FileStoreTable table;

  public PaimonClient(Table table, Server server) {
    this.table =
        FileStoreTableFactory.create(
            PaimonTables.FILE_IO,
            PaimonTables.path(table.location()),
            TableSchema.fromJson(table.schema().record()),
            new CatalogEnvironment(
                Identifier.create(table.name().database(), table.name().table()),
                table.id().value(),
                () -> catalog(server),
                null,
                null,
                null,
                true,
                false));
  }

  // Of a catalog, a table's commit uses these two methods.
  private static Catalog catalog(Server server) {
    return (Catalog)
        Proxy.newProxyInstance(
            Catalog.class.getClassLoader(),
            new Class<?>[] {Catalog.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "loadSnapshot" ->
                      server
                          .head()
                          .map(json -> new TableSnapshot(Snapshot.fromJson(json), 0, 0, 0, 0));
                  case "commitSnapshot" -> {
                    @SuppressWarnings("unchecked")
                    var statistics =
                        (List<org.apache.paimon.partition.PartitionStatistics>) arguments[3];
                    yield server.commit(
                        ((Snapshot) arguments[2]).toJson(),
                        statistics.stream().map(PaimonClient::toDomain).toList());
                  }
                  case "close" -> null;
                  default -> throw new UnsupportedOperationException(method.toString());
                });
  }

  private static PartitionStatistics toDomain(
      org.apache.paimon.partition.PartitionStatistics statistics) {
    return new PartitionStatistics(
        statistics.spec(),
        statistics.recordCount(),
        statistics.fileSizeInBytes(),
        statistics.fileCount(),
        statistics.lastFileCreationTime(),
        statistics.totalBuckets());
  }

  /** One commit with so many rows of one day; what the server throws ends it. */
  @SuppressWarnings("try") // Paimon's close() may throw anything, InterruptedException included.
  public void append(String day, int rows) throws Exception {
    BatchWriteBuilder builder = table.newBatchWriteBuilder();
    try (BatchTableWrite write = builder.newWrite();
        BatchTableCommit commit = builder.newCommit()) {
      for (int i = 0; i < rows; i++) {
        GenericRow row = new GenericRow(table.rowType().getFieldCount());
        row.setField(0, i);
        row.setField(1, BinaryString.fromString(day));
        write.write(row);
      }
      commit.commit(write.prepareCommit());
    }
  }

  /** Rows by day, read from the data files. */
  public Map<String, Long> rows() throws Exception {
    ReadBuilder builder = table.newReadBuilder();
    Map<String, Long> rows = new TreeMap<>();
    try (RecordReader<InternalRow> reader =
        builder.newRead().createReader(builder.newScan().plan().splits())) {
      reader.forEachRemaining(row -> rows.merge(row.getString(1).toString(), 1L, Long::sum));
    }
    return rows;
  }
}
