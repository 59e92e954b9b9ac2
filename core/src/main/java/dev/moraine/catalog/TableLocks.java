package dev.moraine.catalog;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * One writer at a time for each table, among all servers of the database.
 *
 * <p>While one is inside, a snapshot or schema file ahead of the database can only be what a crash
 * left behind. A fixed number of locks, so that tables cost no memory; two tables that share one
 * wait for each other's file writes at most.
 */
public final class TableLocks {
  private static final int STRIPES = 1024;

  private final Transactions transactions;
  private final Lock[] stripes = new Lock[STRIPES];

  public TableLocks(Transactions transactions) {
    this.transactions = transactions;
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new ReentrantLock();
    }
  }

  public <T> T inside(TableId table, Supplier<T> work) {
    Lock lock = lock(table);
    lock.lock();
    try {
      return transactions.alone(table, work);
    } finally {
      lock.unlock();
    }
  }

  /** Like {@link #inside}, unless it is done by somebody whom we waited for. */
  public void insideUnless(BooleanSupplier done, TableId table, Runnable work) {
    Lock lock = lock(table);
    lock.lock();
    try {
      if (!done.getAsBoolean()) {
        transactions.alone(
            table,
            () -> {
              work.run();
              return table;
            });
      }
    } finally {
      lock.unlock();
    }
  }

  private Lock lock(TableId table) {
    return stripes[Math.floorMod(table.hashCode(), STRIPES)];
  }
}
