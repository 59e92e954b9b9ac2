package dev.moraine.persistence;

import dev.moraine.catalog.BranchStore;
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
import dev.moraine.error.Conflict;
import dev.moraine.error.InvalidRequest;
import java.sql.SQLException;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

final class SqlTransactions implements Transactions {
  private static final int TRIES = 10;

  // What PostgreSQL answers to a transaction that met another: serialization failure, deadlock,
  // and the keys that the other one had just taken or removed. SQLite has one writer and no SQL
  // states. Source: PostgreSQL, appendix A.
  private static final Set<String> MET_ANOTHER = Set.of("40001", "40P01", "23503", "23505");
  private static final String NOT_STORABLE = "22021";

  private final Jdbi readers;
  private final Jdbi writers;

  SqlTransactions(Jdbi readers, Jdbi writers) {
    this.readers = readers;
    this.writers = writers;
  }

  @Override
  public <T> T read(Function<Transaction, T> work) {
    try {
      return readers.inTransaction(handle -> work.apply(new SqlTransaction(handle)));
    } catch (JdbiException e) {
      throw translate(e);
    }
  }

  @Override
  public <T> T write(Function<Transaction, T> work) {
    return writeHandle(handle -> work.apply(new SqlTransaction(handle)));
  }

  /** For a single statement, which is consistent by itself: spares the round trip of a commit. */
  <T> T ask(Function<Handle, T> work) {
    try {
      return readers.withHandle(work::apply);
    } catch (JdbiException e) {
      throw translate(e);
    }
  }

  /**
   * Runs {@code work} again when it met another transaction, because what it read is so no longer.
   *
   * @throws Conflict when it met others every time
   */
  <T> T writeHandle(Function<Handle, T> work) {
    for (int attempt = 1; attempt <= TRIES; attempt++) {
      try {
        return writers.inTransaction(work::apply);
      } catch (JdbiException e) {
        if (!MET_ANOTHER.contains(sqlState(e))) {
          throw translate(e);
        }
      }
    }
    throw new Conflict("Others changed the same things at the same time; try again");
  }

  private static RuntimeException translate(JdbiException e) {
    return sqlState(e).equals(NOT_STORABLE)
        ? new InvalidRequest("The request has a character that is never part of text: U+0000")
        : e;
  }

  /** Empty where there is none. */
  static String sqlState(Throwable thrown) {
    for (Throwable each = thrown; each != null; each = each.getCause()) {
      if (each instanceof SQLException e && e.getSQLState() != null) {
        return e.getSQLState();
      }
    }
    return "";
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
    public BranchStore branches() {
      return new SqlBranches(handle);
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
