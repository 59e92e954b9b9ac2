package dev.moraine.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.paimon.catalog.Catalog;

/**
 * What it costs that rights are checked: the same requests by an administrator, whom no grant
 * binds, and by users who have what they ask for by grants, among many others who have some too.
 */
final class AccessBenchmark {
  private static final int CLIENTS = 8;
  private static final int TABLES = 10_000;
  private static final int DATABASES = 10;
  private static final int TABLES_OF_DATABASE = TABLES / DATABASES;
  private static final int USERS = 1_000;
  private static final int GRANTS = 20_000;

  private static final String GET = "getTable";
  private static final String LIST = "listing of a database's tables";

  private final Path distribution;
  private final int rounds;
  private final Duration duration;
  private final Progress progress;

  AccessBenchmark(Path distribution, int rounds, Duration duration, Progress progress) {
    this.distribution = distribution;
    this.rounds = rounds;
    this.duration = duration;
    this.progress = progress;
  }

  /**
   * Who asks.
   *
   * @param listed how many of a database's tables a listing shows
   */
  private record Caller(String name, int listed, ProtocolLoads requests) {}

  private record Filled(String database, BenchedServer server, List<Caller> callers) {
    String doing(String load, Caller caller) {
      return load + ", " + caller.name() + ", " + database;
    }
  }

  List<ResultTable> run() throws Exception {
    try (BenchedPostgres postgres = BenchedPostgres.start();
        BenchedServer sqlite = BenchedServer.start(distribution, "none", List.of(), progress);
        BenchedServer shared = BenchedServer.startOn(postgres, "access", distribution, progress)) {
      List<Filled> servers = List.of(filled("SQLite", sqlite), filled("PostgreSQL", shared));
      Rounds measured = new Rounds();
      for (Filled each : servers) {
        for (Caller caller : each.callers()) {
          List<Load.Client> looks = caller.requests().readers(namesOfTables(), CLIENTS);
          measured.add(each.doing(GET, caller), each.server()::processorTime, round -> looks);
          Load.Client listing = caller.requests().wholeListing(caller.listed(), TABLES_OF_DATABASE);
          measured.add(
              each.doing(LIST, caller), each.server()::processorTime, round -> List.of(listing));
        }
      }
      measured.run(rounds, duration, progress);
      return List.of(table(measured, servers, GET), table(measured, servers, LIST));
    }
  }

  // Those of the first database, every second of which the user with single grants sees.
  private static List<String> namesOfTables() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < TABLES; i += 2 * DATABASES) {
      names.add("t" + i);
    }
    return names;
  }

  private Filled filled(String database, BenchedServer server) throws Exception {
    progress.tell("filling " + database);
    try (Catalog catalog = PaimonCatalogs.ofServer(server)) {
      catalog.createDatabase(PaimonCatalogs.DATABASE, false);
      for (int i = 1; i < DATABASES; i++) {
        catalog.createDatabase(PaimonCatalogs.DATABASE + i, false);
      }
      PaimonCatalogs.createTable(catalog, "t0");
    }
    server.ask("POST", "/api/v1/roles", "{\"name\":\"analysts\"}");
    Caller ofDatabase = caller(server, "granted the database", "reader", TABLES_OF_DATABASE);
    Caller ofTables = caller(server, "granted each table", "picker", TABLES_OF_DATABASE / 2);
    try (Connection metadata = server.openMetadata()) {
      TableCopies.fill(metadata, TABLES);
      metadata.setAutoCommit(false);
      spreadTables(metadata);
      addUsers(metadata);
      addGrants(metadata);
      metadata.commit();
      TableCopies.analyze(metadata);
    }
    Caller administrator =
        new Caller("administrator", TABLES_OF_DATABASE, ProtocolLoads.signed(server));
    return new Filled(database, server, List.of(administrator, ofDatabase, ofTables));
  }

  private static Caller caller(BenchedServer server, String name, String user, int listed) {
    server.ask("POST", "/api/v1/users", "{\"name\":\"" + user + "\"}");
    server.ask("POST", "/api/v1/roles/analysts/members", "{\"user\":\"" + user + "\"}");
    server.ask(
        "POST",
        "/api/v1/policies/AliyunDLFReadOnlyAccess/attach",
        "{\"principal\":\"user/" + user + "\"}");
    JsonNode key = server.ask("POST", "/api/v1/users/" + user + "/access-keys", "");
    return new Caller(
        name,
        listed,
        ProtocolLoads.signed(
            server, key.path("accessKeyId").asText(), key.path("accessKeySecret").asText()));
  }

  // t17 goes where its last digit says, t0 and its like stay.
  private static void spreadTables(Connection metadata) throws SQLException {
    try (PreparedStatement move =
        metadata.prepareStatement(
            """
            UPDATE tables
            SET    database_id = (SELECT database_id FROM databases WHERE name = ?)
            WHERE  name LIKE ?
            """)) {
      for (int i = 1; i < DATABASES; i++) {
        move.setString(1, PaimonCatalogs.DATABASE + i);
        move.setString(2, "t%" + i);
        move.executeUpdate();
      }
    }
  }

  private static void addUsers(Connection metadata) throws SQLException {
    try (PreparedStatement insert =
        metadata.prepareStatement(
            "INSERT INTO users (name, created_at_ms, created_by) VALUES (?, 0, 'bench')")) {
      for (int i = 0; i < USERS; i++) {
        insert.setString(1, "user" + i);
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private static void addGrants(Connection metadata) throws SQLException {
    List<String> tables = idsOfTables(metadata);
    try (PreparedStatement insert =
        metadata.prepareStatement(
            """
            INSERT INTO grants (
              securable_id, grantee, privilege, securable_kind, granted_at_ms, granted_by)
            VALUES (?, ?, ?, ?, 0, 'bench')
            ON CONFLICT DO NOTHING
            """)) {
      int made = 0;
      for (String privilege : List.of("DESCRIBE", "LIST", "SELECT")) {
        add(insert, idOfDatabase(metadata), "user/reader", privilege, "DATABASE");
        made++;
      }
      for (int i = 0; i < TABLES; i += 2 * DATABASES) {
        add(insert, tables.get(i), "user/picker", "SELECT", "TABLE");
        add(insert, tables.get(i), "role/analysts", "DESCRIBE", "TABLE");
        made += 2;
      }
      Random random = new Random(1);
      for (; made < GRANTS; made++) {
        add(
            insert,
            tables.get(random.nextInt(TABLES)),
            "user/user" + random.nextInt(USERS),
            "SELECT",
            "TABLE");
      }
      insert.executeBatch();
    }
  }

  private static void add(
      PreparedStatement insert, String id, String grantee, String privilege, String kind)
      throws SQLException {
    insert.setString(1, id);
    insert.setString(2, grantee);
    insert.setString(3, privilege);
    insert.setString(4, kind);
    insert.addBatch();
  }

  /** In the order of the tables' numbers. */
  private static List<String> idsOfTables(Connection metadata) throws SQLException {
    List<String> ids = new ArrayList<>();
    try (Statement query = metadata.createStatement();
        ResultSet rows =
            query.executeQuery(
                "SELECT table_id FROM tables ORDER BY CAST(SUBSTR(name, 2) AS INTEGER)")) {
      while (rows.next()) {
        ids.add(rows.getString(1));
      }
    }
    return ids;
  }

  private static String idOfDatabase(Connection metadata) throws SQLException {
    try (PreparedStatement query =
        metadata.prepareStatement("SELECT database_id FROM databases WHERE name = ?")) {
      query.setString(1, PaimonCatalogs.DATABASE);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    }
  }

  private ResultTable table(Rounds measured, List<Filled> servers, String load) {
    List<List<String>> rows = new ArrayList<>();
    for (Filled each : servers) {
      String unchecked = each.doing(load, each.callers().get(0));
      for (Caller caller : each.callers()) {
        String name = each.doing(load, caller);
        List<String> row = new ArrayList<>(List.of(caller.name() + ", " + each.database()));
        row.addAll(measured.figures(name));
        row.add(measured.processorTimeEach(name));
        row.add(ResultTable.ratio(measured.ratio(unchecked, name, Load.Measurement::perSecond)));
        rows.add(row);
      }
    }
    return new ResultTable(
        "Rights: " + load,
        Rounds.header(List.of(""), List.of("server CPU each", "time, this / administrator")),
        rows,
        List.of(
            "%,d tables in %d databases, %,d users, %,d grants; signed requests."
                .formatted(TABLES, DATABASES, USERS, GRANTS),
            ("Who is granted the database is shown its %,d tables, as the administrator is; who is"
                    + " granted each table has %,d of them, by two grants each.")
                .formatted(TABLES_OF_DATABASE, TABLES_OF_DATABASE / 2),
            "Medians of %d rounds of %d s each, and of the ratios of each round."
                .formatted(rounds, duration.toSeconds())));
  }
}
