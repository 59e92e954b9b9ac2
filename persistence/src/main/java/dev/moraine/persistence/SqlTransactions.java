package dev.moraine.persistence;

import dev.moraine.catalog.CatalogStore;
import dev.moraine.catalog.DatabaseStore;
import dev.moraine.catalog.DroppedTableStore;
import dev.moraine.catalog.FunctionStore;
import dev.moraine.catalog.HeadStore;
import dev.moraine.catalog.PartitionStore;
import dev.moraine.catalog.TableStore;
import dev.moraine.catalog.Transaction;
import dev.moraine.catalog.Transactions;
import dev.moraine.catalog.ViewStore;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

final class SqlTransactions implements Transactions {
  private final Jdbi readers;
  private final Jdbi writer;

  SqlTransactions(Jdbi readers, Jdbi writer) {
    this.readers = readers;
    this.writer = writer;
  }

  @Override
  public <T> T read(Function<Transaction, T> work) {
    return readHandle(handle -> work.apply(new SqlTransaction(handle)));
  }

  @Override
  public <T> T write(Function<Transaction, T> work) {
    return writeHandle(handle -> work.apply(new SqlTransaction(handle)));
  }

  <T> T readHandle(Function<Handle, T> work) {
    return readers.inTransaction(work::apply);
  }

  <T> T writeHandle(Function<Handle, T> work) {
    return writer.inTransaction(work::apply);
  }

  private record SqlTransaction(Handle handle) implements Transaction {
    @Override
    public CatalogStore catalogs() {
      return new SqlCatalogs(handle);
    }

    @Override
    public DatabaseStore databases() {
      return new SqlDatabases(handle);
    }

    @Override
    public TableStore tables() {
      return new SqlTables(handle);
    }

    @Override
    public DroppedTableStore droppedTables() {
      return new SqlDroppedTables(handle);
    }

    @Override
    public ViewStore views() {
      return new SqlViews(handle);
    }

    @Override
    public FunctionStore functions() {
      return new SqlFunctions(handle);
    }

    @Override
    public HeadStore heads() {
      return new SqlHeads(handle);
    }

    @Override
    public PartitionStore partitions() {
      return new SqlPartitions(handle);
    }
  }
}
