package dev.moraine.catalog;

import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Port: the database that holds the catalog.
 *
 * <p>Stores come from a transaction and end with it, so that a second connection cannot be taken
 * inside one. No file is touched inside a transaction.
 */
public interface Transactions {
  /** Runs {@code work} on one consistent state; it may not write. */
  <T> T read(Function<Transaction, T> work);

  /**
   * Like {@link #read}, for {@code work} that one statement decides: of several, each sees the
   * newest state. Spares the round trip that ends a transaction.
   */
  <T> T ask(Function<Transaction, T> work);

  /**
   * Runs {@code work} and commits it, durably; an exception rolls everything back.
   *
   * <p>{@code work} runs again, from its beginning, when it met another transaction in a way that
   * the database refuses.
   *
   * @throws dev.moraine.error.Conflict when it met others every time
   */
  <T> T write(Function<Transaction, T> work);

  /**
   * Runs {@code work} while no other server that shares the database runs any for the same table.
   *
   * <p>To be called inside {@link TableLocks} only. Transactions within use the connection that
   * holds the table, none is open while {@code work} writes files, and the end of a server ends its
   * hold.
   *
   * @throws dev.moraine.error.Conflict when another server holds the table for too long
   */
  <T> T alone(TableId table, Supplier<T> work);
}
