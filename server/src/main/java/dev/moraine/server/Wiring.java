package dev.moraine.server;

import dev.moraine.admin.GrantService;
import dev.moraine.admin.NetworkService;
import dev.moraine.admin.NodeService;
import dev.moraine.admin.PolicyService;
import dev.moraine.admin.PrincipalService;
import dev.moraine.admin.SyncService;
import dev.moraine.admin.UserCredentialService;
import dev.moraine.audit.Audit;
import dev.moraine.audit.AuditService;
import dev.moraine.audit.RequestIds;
import dev.moraine.catalog.Access;
import dev.moraine.catalog.CatalogService;
import dev.moraine.catalog.DatabaseService;
import dev.moraine.catalog.DroppedFolders;
import dev.moraine.catalog.Forwards;
import dev.moraine.catalog.FunctionService;
import dev.moraine.catalog.PartitionService;
import dev.moraine.catalog.RecycleBinService;
import dev.moraine.catalog.TableAccessService;
import dev.moraine.catalog.TableFiles;
import dev.moraine.catalog.TableLocks;
import dev.moraine.catalog.TableService;
import dev.moraine.catalog.Transactions;
import dev.moraine.catalog.ViewService;
import dev.moraine.catalog.commit.BranchService;
import dev.moraine.catalog.commit.CommitService;
import dev.moraine.catalog.commit.CommitSteps;
import dev.moraine.catalog.commit.CommitTurns;
import dev.moraine.catalog.commit.ConsumerService;
import dev.moraine.catalog.commit.Rebase;
import dev.moraine.catalog.commit.SnapshotService;
import dev.moraine.catalog.commit.TagService;
import dev.moraine.engine.EngineProcesses;
import dev.moraine.identity.Administrator;
import dev.moraine.identity.Authenticator;
import dev.moraine.identity.CredentialService;
import dev.moraine.identity.Credentials;
import dev.moraine.identity.IdentityProvider;
import dev.moraine.identity.LastUses;
import dev.moraine.identity.NodeKeys;
import dev.moraine.identity.Nodes;
import dev.moraine.identity.Nonces;
import dev.moraine.identity.SecretCipher;
import dev.moraine.identity.SessionService;
import dev.moraine.persistence.MetadataDatabase;
import dev.moraine.server.http.HttpServer;
import dev.moraine.server.http.Identification;
import dev.moraine.server.http.console.ConsoleRoutes;
import dev.moraine.server.http.paimon.PaimonRoutes;
import dev.moraine.warehouse.PaimonWarehouse;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** A catalog server: which adapter stands behind which port. */
final class Wiring implements AutoCloseable {
  // A dropped table may be kept this much longer than was asked for.
  private static final Duration SWEEP_INTERVAL = Duration.ofMinutes(1);
  private static final Duration CREDENTIALS_INTERVAL = Duration.ofMinutes(1);

  private final MetadataDatabase database;
  private final EngineProcesses engineProcesses;
  private final HttpServer http;
  private final Audit audit;
  private final BackgroundThreads threads;
  private final LastUses lastUses;
  private final Optional<Administrator.FirstCredentials> firstCredentials;

  private Wiring(
      MetadataDatabase database,
      EngineProcesses engineProcesses,
      HttpServer http,
      Audit audit,
      BackgroundThreads threads,
      LastUses lastUses,
      Optional<Administrator.FirstCredentials> firstCredentials) {
    this.database = database;
    this.engineProcesses = engineProcesses;
    this.http = http;
    this.audit = audit;
    this.threads = threads;
    this.lastUses = lastUses;
    this.firstCredentials = firstCredentials;
  }

  /**
   * @throws StartupFailure when the port is taken, or the metadata database cannot be used
   */
  static Wiring start(ServerOptions options, DataDirectory data, CommitSteps steps) {
    requireFree(options);
    BackgroundThreads threads = new BackgroundThreads();
    Clock clock = Clock.systemUTC();
    SecureRandom random = new SecureRandom();
    Supplier<UUID> ids = UUID::randomUUID;
    MetadataDatabase database = open(options.postgres(), data, MetadataDatabase.Schema.NEWEST);

    byte[] masterKey = data.masterKey(random);
    SecretCipher cipher = new SecretCipher(masterKey, random);
    Credentials credentials = database.credentials();
    Administrator administrator = new Administrator(credentials, cipher, random, clock);
    Optional<Administrator.FirstCredentials> firstCredentials =
        administrator.createIfAbsent(data.handOver());
    if (!administrator.holdsTheKey()) {
      database.close();
      throw new StartupFailure(
          "The secrets in the metadata database were encrypted under another key than "
              + data.masterKeyFile()
              + "; copy the master.key of the server that made them over it");
    }
    LastUses lastUses = new LastUses(credentials);
    Nonces nonces = database.nonces();
    Nodes nodes = database.nodes();
    SessionService sessions = new SessionService(database.sessions(), masterKey, random, clock);
    IdentityProvider identityProvider =
        options.signIn().<IdentityProvider>map(OpenIdProvider::new).orElse(IdentityProvider.NONE);
    Authenticator authenticator =
        new Authenticator(
            credentials,
            nodes,
            cipher,
            identityProvider,
            sessions,
            database.sessions(),
            nonces,
            lastUses,
            clock);
    threads.every(CREDENTIALS_INTERVAL, "Noting the use of credentials", lastUses::write);
    threads.every(
        CREDENTIALS_INTERVAL, "Sweep of nonces", () -> nonces.forgetUntil(clock.instant()));
    threads.every(CREDENTIALS_INTERVAL, "Sweep of ended sessions", sessions::sweep);

    Transactions transactions = database.transactions();
    Access access = new Access(clock);
    PaimonWarehouse warehouse = new PaimonWarehouse(steps);
    TableFiles files = warehouse.tableFiles();
    TableLocks locks = new TableLocks(transactions);
    Forwards forwards =
        new Forwards(
            transactions, warehouse.branchFiles(), files, warehouse.snapshotFiles(), clock);
    CatalogService catalogs =
        new CatalogService(
            transactions,
            access,
            files,
            options.warehouse().orElseGet(data::warehouse),
            clock,
            ids);
    DroppedFolders folders = new DroppedFolders(transactions, files);
    RecycleBinService recycleBin = new RecycleBinService(transactions, access, folders, clock);
    threads.every(SWEEP_INTERVAL, "Sweep of the recycle bin", recycleBin::sweep);

    NetworkService networks = new NetworkService(transactions, access, clock);
    options.trusted().forEach(networks::trust);
    if (!options.isLocal() && !networks.trustsAny()) {
      threads.close();
      database.close();
      throw new StartupFailure(
          "The server is to listen on "
              + options.host()
              + ", and trusts no network but its own machine yet; name the first one with --trust,"
              + " such as --trust 10.0.0.0/8");
    }
    AuditService auditService =
        new AuditService(transactions, access, database.auditLog(), options.audit().kept(), clock);
    threads.every(SWEEP_INTERVAL, "Sweep of the audit", auditService::sweep);
    List<HttpServer.Api> apis =
        List.of(
            new PaimonRoutes(
                catalogs,
                new DatabaseService(transactions, access, folders, clock, ids),
                new TableService(
                    transactions,
                    access,
                    files,
                    warehouse.snapshotFiles(),
                    folders,
                    forwards,
                    locks,
                    warehouse.ruleLanguage(),
                    clock,
                    ids),
                new TableAccessService(
                    transactions,
                    access,
                    warehouse.credentialVendor(clock),
                    warehouse.ruleLanguage(),
                    options.enforcingClients()),
                new PartitionService(transactions, access, warehouse.partitioning(), clock),
                new ViewService(transactions, access, clock, ids),
                new FunctionService(transactions, access, clock, ids),
                new CommitService(
                    transactions,
                    access,
                    warehouse.snapshotFiles(),
                    files,
                    forwards,
                    locks,
                    options.lostCommits() == CommitTurns.LostCommits.REBASE
                        ? warehouse.rebase()
                        : Rebase.NEVER,
                    new CommitTurns(options.lostCommits(), threads.timer(), threads.workers()),
                    steps,
                    clock),
                new SnapshotService(
                    transactions,
                    access,
                    warehouse.snapshotFiles(),
                    warehouse.tagFiles(),
                    forwards,
                    locks,
                    clock),
                new TagService(
                    transactions,
                    access,
                    warehouse.snapshotFiles(),
                    warehouse.tagFiles(),
                    locks,
                    clock),
                new BranchService(
                    transactions,
                    access,
                    warehouse.snapshotFiles(),
                    files,
                    warehouse.tagFiles(),
                    warehouse.branchFiles(),
                    forwards,
                    locks,
                    clock),
                new ConsumerService(
                    transactions,
                    access,
                    warehouse.snapshotFiles(),
                    warehouse.consumerFiles(),
                    locks),
                options.region()),
            new ConsoleRoutes(
                catalogs,
                recycleBin,
                new CredentialService(credentials, cipher, random, clock),
                sessions,
                new PrincipalService(transactions, access, sessions, clock),
                new UserCredentialService(
                    transactions, access, credentials, administrator, sessions),
                new NodeService(transactions, access, nodes, new NodeKeys(nodes, random, clock)),
                new SyncService(transactions, access, sessions, clock),
                new PolicyService(transactions, access),
                new GrantService(transactions, access, warehouse.ruleLanguage(), clock),
                auditService,
                networks));
    Audit audit = Audit.start(database.auditLog(), options.audit().coverage());
    HttpServer http;
    try {
      http =
          HttpServer.start(
              options.host(),
              options.port(),
              networks,
              new Identification(authenticator),
              apis,
              new RequestIds(ids, clock),
              audit);
    } catch (BindException e) {
      // Since we asked whether it is free.
      threads.close();
      audit.close();
      database.close();
      throw taken(options);
    }
    return new Wiring(
        database,
        database.engineProcesses(data.serverId(ids)),
        http,
        audit,
        threads,
        lastUses,
        firstCredentials);
  }

  /**
   * @throws StartupFailure when the database cannot be used
   */
  static MetadataDatabase open(
      Optional<PostgresLogin> postgres, DataDirectory data, MetadataDatabase.Schema schema) {
    if (postgres.isEmpty()) {
      return MetadataDatabase.openSqlite(data.metadataFile(), schema);
    }
    PostgresLogin login = postgres.get();
    try {
      return MetadataDatabase.openPostgres(login.url(), login.user(), login.password(), schema);
    } catch (MetadataDatabase.CannotOpen e) {
      throw new StartupFailure(String.valueOf(e.getMessage()));
    }
  }

  // Asked before anything is opened, so that a taken port costs one sentence and nothing else.
  private static void requireFree(ServerOptions options) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(options.host()), options.port()));
    } catch (BindException e) {
      throw taken(options);
    } catch (IOException e) {
      throw new StartupFailure("The server cannot listen on " + options.host() + ": " + e);
    }
  }

  private static StartupFailure taken(ServerOptions options) {
    return new StartupFailure(
        "Port "
            + options.port()
            + " of "
            + options.host()
            + " is taken; stop what uses it, or give another one with --port");
  }

  int port() {
    return http.port();
  }

  EngineProcesses engineProcesses() {
    return engineProcesses;
  }

  /** Present at the very first start only. */
  Optional<Administrator.FirstCredentials> firstCredentials() {
    return firstCredentials;
  }

  @Override
  public void close() {
    http.close();
    audit.close();
    threads.close();
    lastUses.write();
    database.close();
  }
}
