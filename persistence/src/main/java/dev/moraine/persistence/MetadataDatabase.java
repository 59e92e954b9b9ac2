package dev.moraine.persistence;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.moraine.audit.AuditLog;
import dev.moraine.catalog.Transactions;
import dev.moraine.engine.EngineProcesses;
import dev.moraine.identity.Credentials;
import dev.moraine.identity.Nodes;
import dev.moraine.identity.Nonces;
import dev.moraine.identity.Sessions;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.apache.commons.dbcp2.BasicDataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationVersion;
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
  private static final Duration SQLITE_PATIENCE = Duration.ofSeconds(30);
  private static final int OLDEST_POSTGRES = 15;

  // Of a statement that finds a table, SQLite needs ten times longer to compile it than to run it.
  private static final int STATEMENTS_KEPT = 200;

  private final Pool writers;
  private final Pool readers;
  private final String byteOrder;
  private final SqlTransactions transactions;

  /**
   * @param byteOrder what a column needs in order to compare byte by byte
   */
  private MetadataDatabase(
      Pool writers, Pool readers, String byteOrder, SqlTransactions.Servers servers) {
    this.writers = writers;
    this.readers = readers;
    this.byteOrder = byteOrder;
    this.transactions = new SqlTransactions(readers(), writers(), servers);
  }

  private record Pool(DataSource connections, Closing closing) {
    interface Closing {
      void run() throws SQLException;
    }

    void close() {
      try {
        closing.run();
      } catch (SQLException e) {
        throw new IllegalStateException("The connections to the database were not closed", e);
      }
    }
  }

  /** What becomes of the tables when a database is opened. */
  public enum Schema {
    /** They are made, or brought up to date. */
    NEWEST,
    /** They are left alone: a server of another version may be at work on them. */
    AS_IT_IS
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
    return openSqlite(file, Schema.NEWEST);
  }

  /** Like {@link #openSqlite(Path)}, also beside the server that works on the file. */
  public static MetadataDatabase openSqlite(Path file, Schema schema) {
    return opened(
        new MetadataDatabase(
            sqlitePool(file, 1, "IMMEDIATE"),
            sqlitePool(file, READERS, "DEFERRED"),
            "",
            SqlTransactions.Servers.ONE),
        schema);
  }

  private static MetadataDatabase opened(MetadataDatabase database, Schema schema) {
    try {
      if (schema == Schema.NEWEST) {
        database.migrateTo(MigrationVersion.LATEST);
      }
      return database;
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  // Unlike HikariCP it keeps prepared statements, which SQLite's driver does not and PostgreSQL's
  // does; and a file's connections need not be tried out before they are used.
  private static Pool sqlitePool(Path file, int connections, String transactionMode) {
    BasicDataSource pool = new BasicDataSource();
    pool.setUrl("jdbc:sqlite:" + file);
    pool.addConnectionProperty("journal_mode", "WAL");
    // Each commit is on disk when it is acknowledged, also across a power loss.
    pool.addConnectionProperty("synchronous", "FULL");
    pool.addConnectionProperty("foreign_keys", "true");
    pool.addConnectionProperty("busy_timeout", "10000");
    pool.addConnectionProperty("transaction_mode", transactionMode);
    pool.setMaxTotal(connections);
    pool.setMaxIdle(connections);
    pool.setMaxWait(SQLITE_PATIENCE);
    pool.setPoolPreparedStatements(true);
    pool.setMaxOpenPreparedStatements(STATEMENTS_KEPT);
    return new Pool(pool, pool::close);
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
    return openPostgres(url, user, password, Schema.NEWEST);
  }

  /** Like {@link #openPostgres(String, String, String)}. */
  public static MetadataDatabase openPostgres(
      String url, String user, String password, Schema schema) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setUsername(user);
    config.setPassword(password);
    config.setMinimumIdle(1);
    config.addDataSourceProperty("ApplicationName", "moraine");
    config.addDataSourceProperty("tcpKeepAlive", "true");
    // Who waits for a table that another server holds is told so in the end.
    config.setConnectionInitSql("SET lock_timeout = '30s'");
    Pool writers;
    try {
      writers = postgresPool(config, "writers", POSTGRES_WRITERS, "TRANSACTION_READ_COMMITTED");
    } catch (RuntimeException e) {
      throw cannotOpen(e, url, user);
    }
    try {
      requireSupported(writers);
      config.setReadOnly(true);
      return opened(
          new MetadataDatabase(
              writers,
              postgresPool(config, "readers", READERS, "TRANSACTION_REPEATABLE_READ"),
              "COLLATE \"C\"",
              SqlTransactions.Servers.SEVERAL),
          schema);
    } catch (RuntimeException e) {
      writers.close();
      throw e instanceof CannotOpen ? e : cannotOpen(e, url, user);
    }
  }

  private static Pool postgresPool(
      HikariConfig config, String name, int connections, String isolation) {
    config.setPoolName(name);
    config.setMaximumPoolSize(connections);
    config.setTransactionIsolation(isolation);
    HikariDataSource pool = new HikariDataSource(config);
    return new Pool(pool, pool::close);
  }

  private static CannotOpen cannotOpen(RuntimeException e, String url, String user) {
    String state = SqlTransactions.sqlState(e);
    // By the classes of the SQL standard: connection exception, invalid authorization.
    if (state.startsWith("08")) {
      return new CannotOpen(
          "The metadata database at "
              + url.replaceFirst("[?].*", "")
              + " does not answer; start it, or correct --metadata");
    }
    if (state.startsWith("28")) {
      return new CannotOpen(
          "The metadata database refuses the login of user '"
              + user
              + "'; correct MORAINE_METADATA_USER and the password");
    }
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return new CannotOpen(
        "The metadata database cannot be used: "
            + String.valueOf(root.getMessage()).lines().findFirst().orElse(""));
  }

  private static void requireSupported(Pool pool) {
    Jdbi.create(pool.connections())
        .useHandle(
            handle -> {
              // Such as 150013 for 15.13.
              int version =
                  handle.select("SHOW server_version_num").mapTo(Integer.class).one() / 10_000;
              if (version < OLDEST_POSTGRES) {
                throw new CannotOpen(
                    "The metadata database is PostgreSQL "
                        + version
                        + "; Moraine needs "
                        + OLDEST_POSTGRES
                        + " or newer");
              }
              String encoding = handle.select("SHOW server_encoding").mapTo(String.class).one();
              if (!encoding.equals("UTF8")) {
                throw new CannotOpen(
                    "The metadata database has the encoding "
                        + encoding
                        + "; make one with ENCODING 'UTF8'");
              }
            });
  }

  /** Brings the tables up to {@code target}; never back. */
  void migrateTo(MigrationVersion target) {
    flyway(target).migrate();
  }

  /** Whether we have a migration of this version. */
  boolean knows(MigrationVersion version) {
    return Arrays.stream(flyway(MigrationVersion.LATEST).info().all())
        .anyMatch(each -> version.equals(each.getVersion()) && each.getState().isResolved());
  }

  private Flyway flyway(MigrationVersion target) {
    return Flyway.configure()
        .dataSource(writers.connections())
        .locations("classpath:db/migration")
        .placeholders(Map.of("byte_order", byteOrder))
        .target(target)
        .load();
  }

  /** Whether the tables are those that this version of Moraine works on. */
  public boolean isOfThisVersion() {
    return flyway(MigrationVersion.LATEST).info().pending().length == 0
        && Arrays.stream(flyway(MigrationVersion.LATEST).info().applied())
            .allMatch(each -> each.getState().isResolved());
  }

  /** One state of everything, however long it is read; nobody who writes waits for it. */
  Jdbi readers() {
    return Jdbi.create(readers.connections());
  }

  Jdbi writers() {
    return Jdbi.create(writers.connections());
  }

  public Transactions transactions() {
    return transactions;
  }

  public Credentials credentials() {
    return new SqlCredentials(transactions);
  }

  public Nonces nonces() {
    return new SqlNonces(transactions);
  }

  public Nodes nodes() {
    return new SqlNodes(transactions);
  }

  public Sessions sessions() {
    return new SqlSessions(transactions);
  }

  public AuditLog auditLog() {
    return new SqlAuditLog(transactions);
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
