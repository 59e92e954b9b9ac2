package dev.moraine.persistence;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.moraine.catalog.Transactions;
import dev.moraine.engine.EngineProcesses;
import dev.moraine.identity.Credentials;
import java.nio.file.Path;
import java.util.Properties;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;

/**
 * The database that holds all metadata: a SQLite file in the data directory.
 *
 * <p>SQLite takes one writer at a time, so there is one connection that writes, and writers queue
 * for it in memory rather than on the file's lock; readers have connections of their own and never
 * wait (write-ahead log).
 */
public final class MetadataDatabase implements AutoCloseable {
  private static final int READERS = 8;

  private final HikariDataSource writer;
  private final HikariDataSource readers;
  private final SqlTransactions transactions;

  private MetadataDatabase(HikariDataSource writer, HikariDataSource readers) {
    this.writer = writer;
    this.readers = readers;
    this.transactions = new SqlTransactions(Jdbi.create(readers), Jdbi.create(writer));
  }

  /** Opens the file, makes it if it is absent, and brings its tables up to date. */
  public static MetadataDatabase openSqlite(Path file) {
    HikariDataSource writer = pool(file, "writer", 1, "IMMEDIATE");
    Flyway.configure().dataSource(writer).locations("classpath:db/migration").load().migrate();
    return new MetadataDatabase(writer, pool(file, "readers", READERS, "DEFERRED"));
  }

  private static HikariDataSource pool(
      Path file, String name, int connections, String transactionMode) {
    Properties pragmas = new Properties();
    pragmas.setProperty("journal_mode", "WAL");
    // Each commit is on disk when it is acknowledged, also across a power loss.
    pragmas.setProperty("synchronous", "FULL");
    pragmas.setProperty("foreign_keys", "true");
    pragmas.setProperty("busy_timeout", "10000");
    pragmas.setProperty("transaction_mode", transactionMode);
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setJdbcUrl("jdbc:sqlite:" + file);
    config.setDataSourceProperties(pragmas);
    config.setMaximumPoolSize(connections);
    return new HikariDataSource(config);
  }

  public Transactions transactions() {
    return transactions;
  }

  public Credentials credentials() {
    return new SqlCredentials(transactions);
  }

  public EngineProcesses engineProcesses() {
    return new SqlEngineProcesses(transactions);
  }

  @Override
  public void close() {
    readers.close();
    writer.close();
  }
}
