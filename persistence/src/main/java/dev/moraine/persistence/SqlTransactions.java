package dev.moraine.persistence;

import dev.moraine.access.GrantStore;
import dev.moraine.access.NetworkStore;
import dev.moraine.access.PolicyStore;
import dev.moraine.access.PrincipalStore;
import dev.moraine.catalog.BranchStore;
import dev.moraine.catalog.CatalogStore;
import dev.moraine.catalog.DatabaseStore;
import dev.moraine.catalog.DroppedTableStore;
import dev.moraine.catalog.FunctionStore;
import dev.moraine.catalog.HeadStore;
import dev.moraine.catalog.PartitionStore;
import dev.moraine.catalog.TableId;
import dev.moraine.catalog.TableStore;
import dev.moraine.catalog.Transaction;
import dev.moraine.catalog.Transactions;
import dev.moraine.catalog.ViewStore;
import dev.moraine.error.Conflict;
import dev.moraine.error.InvalidRequest;
import java.sql.SQLException;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

final class SqlTransactions implements Transactions {
  private static final int TRIES = 10;

  // What PostgreSQL answers to a transaction that met another: serialization failure, deadlock,
  // and the keys that the other one had just taken or removed. SQLite has one writer and no SQL
  // states. Source: PostgreSQL, appendix A.
  private static final Set<String> MET_ANOTHER = Set.of("40001", "40P01", "23503", "23505");
  static final String NOT_STORABLE = "22021";
  private static final String LOCK_TIMEOUT = "55P03";

  private static final Logger log = LoggerFactory.getLogger(SqlTransactions.class);

  private final Jdbi readers;
  private final Jdbi writers;
  private final SharedWrites sharedWrites;
  private final Servers servers;
  // The connection on which this thread holds a table.
  private final ThreadLocal<@Nullable Handle> holding = new ThreadLocal<>();
  // Whether this thread has a transaction open. A second connection beside it could wait for the
  // first one for ever.
  private final ThreadLocal<@Nullable Boolean> open = new ThreadLocal<>();

  /** How many servers a database can have. */
  enum Servers {
    ONE,
    SEVERAL
  }

  SqlTransactions(Jdbi readers, Jdbi writers, Servers servers) {
    this.readers = readers;
    this.writers = writers;
    this.sharedWrites = new SharedWrites(writers);
    this.servers = servers;
  }

  @Override
  public <T> T read(Function<Transaction, T> work) {
    Handle held = holding.get();
    try {
      return held == null
          ? readers.inTransaction(single(handle -> work.apply(new SqlTransaction(handle))))
          : held.inTransaction(single(handle -> work.apply(new SqlTransaction(handle))));
    } catch (JdbiException e) {
      throw translate(e);
    }
  }

  private <T> HandleCallback<T, RuntimeException> single(Function<Handle, T> work) {
    if (open.get() != null) {
      throw new IllegalStateException("A transaction was begun inside another");
    }
    return handle -> {
      open.set(true);
      try {
        return work.apply(handle);
      } finally {
        open.remove();
      }
    };
  }

  @Override
  public <T> T write(Function<Transaction, T> work) {
    return writeHandle(handle -> work.apply(new SqlTransaction(handle)));
  }

  @Override
  public <T> T ask(Function<Transaction, T> work) {
    return askHandle(handle -> work.apply(new SqlTransaction(handle)));
  }

  <T> T askHandle(Function<Handle, T> work) {
    Handle held = holding.get();
    try {
      return held == null ? readers.withHandle(single(work)) : single(work).withHandle(held);
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
    Handle held = holding.get();
    for (int attempt = 1; attempt <= TRIES; attempt++) {
      try {
        return switch (servers) {
          case ONE -> sharedWrites.run(single(work));
          case SEVERAL ->
              held == null ? writers.inTransaction(single(work)) : held.inTransaction(single(work));
        };
      } catch (JdbiException e) {
        if (!MET_ANOTHER.contains(sqlState(e))) {
          throw translate(e);
        }
      }
    }
    throw new Conflict("Others changed the same things at the same time; try again");
  }

  /**
   * By an advisory lock of the session: unlike a lease, it ends with the connection and needs no
   * clock; unlike a row's lock, it needs no transaction to stay open while files are written.
   */
  @Override
  public <T> T alone(TableId table, Supplier<T> work) {
    if (servers == Servers.ONE) {
      return work.get();
    }
    try (Handle handle = writers.open()) {
      hold(handle, table);
      holding.set(handle);
      try {
        return work.get();
      } finally {
        holding.remove();
        release(handle, table);
      }
    }
  }

  private static void hold(Handle handle, TableId table) {
    try {
      handle
          .createQuery("SELECT 1 FROM pg_advisory_lock(hashtextextended(:table, 0))")
          .bind("table", table.value())
          .mapTo(Integer.class)
          .one();
    } catch (JdbiException e) {
      throw translate(e);
    }
  }

  // What was done is done, so a failure here is nobody's: it means that the connection is gone, and
  // with it the lock.
  private static void release(Handle handle, TableId table) {
    try {
      handle
          .createQuery("SELECT 1 FROM pg_advisory_unlock(hashtextextended(:table, 0))")
          .bind("table", table.value())
          .mapTo(Integer.class)
          .one();
    } catch (JdbiException e) {
      log.atWarn().addKeyValue("table", table).setCause(e).log("Table not released");
    }
  }

  private static RuntimeException translate(JdbiException e) {
    if (sqlState(e).equals(LOCK_TIMEOUT)) {
      return new Conflict("Another server has been at work on the same table for long; try again");
    }
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

    @Override
    public PrincipalStore principals() {
      return new SqlPrincipals(handle);
    }

    @Override
    public PolicyStore policies() {
      return new SqlPolicies(handle);
    }

    @Override
    public GrantStore grants() {
      return new SqlGrants(handle);
    }

    @Override
    public NetworkStore networks() {
      return new SqlNetworks(handle);
    }
  }
}
