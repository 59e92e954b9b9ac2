package dev.moraine.persistence;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import dev.moraine.catalog.Transactions;
import dev.moraine.engine.EngineProcesses;
import dev.moraine.identity.Credentials;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;

/**
 * The database that holds all metadata: a SQLite file in the data directory, or a PostgreSQL that
 * several servers share.
 *
 * <p>Statements and migrations are the same on both. What differs is here: how connections are
 * made, and how names compare.
 */
public final class MetadataDatabase implements AutoCloseable {
  private static final int READERS = 8;
  private static final int POSTGRES_WRITERS = 8;
  private static final int OLDEST_POSTGRES = 15;

  private final HikariDataSource writers;
  private final HikariDataSource readers;
  private final SqlTransactions transactions;

  private MetadataDatabase(HikariDataSource writers, HikariDataSource readers) {
    this.writers = writers;
    this.readers = readers;
    this.transactions = new SqlTransactions(Jdbi.create(readers), Jdbi.create(writers));
  }

  /** The database cannot be used, for a reason that an operator can mend; one sentence. */
  public static final class CannotOpen extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CannotOpen(String sentence) {
      super(sentence);
    }
  }

  /**
   * Opens the file, makes it if it is absent, and brings its tables up to date.
   *
   * <p>SQLite takes one writer at a time, so there is one connection that writes, and writers queue
   * for it in memory rather than on the file's lock; readers have connections of their own and
   * never wait (write-ahead log).
   */
  public static MetadataDatabase openSqlite(Path file) {
    HikariDataSource writer = sqlitePool(file, "writer", 1, "IMMEDIATE");
    migrate(writer, "");
    return new MetadataDatabase(writer, sqlitePool(file, "readers", READERS, "DEFERRED"));
  }

  private static HikariDataSource sqlitePool(
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

  /**
   * Connects to a PostgreSQL and brings its tables up to date; several servers may do so at once.
   *
   * <p>Transactions that write run on READ COMMITTED: each write states in WHERE what must still
   * hold, and who relies on what it read before holds the database's row ({@link
   * dev.moraine.catalog.DatabaseStore#hold}). Those that read see one state, on REPEATABLE READ.
   *
   * @param url {@code jdbc:postgresql://host:port/database}, without a password
   * @throws CannotOpen when there is none, it refuses the login, or it is not one that we can use
   */
  public static MetadataDatabase openPostgres(String url, String user, String password) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setUsername(user);
    config.setPassword(password);
    config.setMinimumIdle(1);
    config.addDataSourceProperty("ApplicationName", "moraine");
    config.addDataSourceProperty("tcpKeepAlive", "true");
    HikariDataSource writers =
        postgresPool(config, "writers", POSTGRES_WRITERS, "TRANSACTION_READ_COMMITTED");
    try {
      requireSupported(writers);
      migrate(writers, "COLLATE \"C\"");
      config.setReadOnly(true);
      return new MetadataDatabase(
          writers, postgresPool(config, "readers", READERS, "TRANSACTION_REPEATABLE_READ"));
    } catch (RuntimeException e) {
      writers.close();
      throw e;
    }
  }

  private static HikariDataSource postgresPool(
      HikariConfig config, String name, int connections, String isolation) {
    config.setPoolName(name);
    config.setMaximumPoolSize(connections);
    config.setTransactionIsolation(isolation);
    try {
      return new HikariDataSource(config);
    } catch (PoolInitializationException e) {
      throw new CannotOpen(
          e.getCause() instanceof SQLException cause
              ? sentence(cause, config.getUsername())
              : "The metadata database cannot be used: " + e.getMessage());
    }
  }

  // By the classes of the SQL standard and PostgreSQL's appendix A. The driver's own message names
  // host, port and user, and no password.
  private static String sentence(SQLException e, String user) {
    String state = String.valueOf(e.getSQLState());
    if (state.startsWith("08")) {
      return "The metadata database does not answer; start it, or correct --metadata: "
          + e.getMessage();
    }
    if (state.startsWith("28")) {
      return "The metadata database refuses the login of user '"
          + user
          + "'; correct MORAINE_METADATA_USER and the password: "
          + e.getMessage();
    }
    return "The metadata database cannot be used: " + e.getMessage();
  }

  private static void requireSupported(HikariDataSource pool) {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement();
        ResultSet encoding = statement.executeQuery("SHOW server_encoding")) {
      int version = connection.getMetaData().getDatabaseMajorVersion();
      if (version < OLDEST_POSTGRES) {
        throw new CannotOpen(
            "The metadata database is PostgreSQL "
                + version
                + "; Moraine needs "
                + OLDEST_POSTGRES
                + " or newer");
      }
      encoding.next();
      if (!"UTF8".equals(encoding.getString(1))) {
        throw new CannotOpen(
            "The metadata database has the encoding "
                + encoding.getString(1)
                + "; make one with ENCODING 'UTF8'");
      }
    } catch (SQLException e) {
      throw new CannotOpen(sentence(e, pool.getUsername()));
    }
  }

  /**
   * @param byteOrder what a column needs in order to compare byte by byte
   */
  private static void migrate(HikariDataSource pool, String byteOrder) {
    Flyway.configure()
        .dataSource(pool)
        .locations("classpath:db/migration")
        .placeholders(Map.of("byte_order", byteOrder))
        .load()
        .migrate();
  }

  public Transactions transactions() {
    return transactions;
  }

  public Credentials credentials() {
    return new SqlCredentials(transactions);
  }

  /**
   * @param server whose processes these are; the same at every start of a server
   */
  public EngineProcesses engineProcesses(UUID server) {
    return new SqlEngineProcesses(transactions, server);
  }

  @Override
  public void close() {
    readers.close();
    writers.close();
  }
}
