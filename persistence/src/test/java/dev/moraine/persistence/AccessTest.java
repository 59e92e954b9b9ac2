package dev.moraine.persistence;

import static dev.moraine.persistence.Lake.ALICE;
import static dev.moraine.persistence.Lake.BOB;
import static dev.moraine.persistence.Lake.T;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moraine.access.Grantee;
import dev.moraine.access.Privilege;
import dev.moraine.access.Restriction.ColumnList;
import dev.moraine.access.Securable.Kind;
import dev.moraine.access.Standing;
import dev.moraine.admin.GrantService;
import dev.moraine.admin.GrantService.Limits;
import dev.moraine.admin.PolicyService;
import dev.moraine.catalog.Access;
import dev.moraine.catalog.ClientSoftware;
import dev.moraine.catalog.NamePattern;
import dev.moraine.catalog.Page;
import dev.moraine.catalog.PageRequest;
import dev.moraine.catalog.ReadRules;
import dev.moraine.catalog.Resource;
import dev.moraine.catalog.RuleLanguage.Source;
import dev.moraine.catalog.StorageCredentials;
import dev.moraine.catalog.Table;
import dev.moraine.catalog.TableAccessService;
import dev.moraine.catalog.TableFilter;
import dev.moraine.catalog.TableId;
import dev.moraine.catalog.TableName;
import dev.moraine.error.Conflict;
import dev.moraine.error.Forbidden;
import dev.moraine.error.InvalidRequest;
import dev.moraine.error.MoraineException;
import dev.moraine.error.NotFound;
import dev.moraine.error.SchemaChangeRefused;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What {@code bob}, who may use every API, gets to see and do by grants; he has none at first. */
@OnEachDatabase
class AccessTest {
  private static final Grantee TO_BOB = Grantee.user(BOB);
  private static final Resource LAKE =
      new Resource(Kind.CATALOG, "main", Optional.empty(), Optional.empty());
  private static final Resource DB =
      new Resource(Kind.DATABASE, "main", Optional.of("db"), Optional.empty());

  private static final TableFilter ALL_TABLES = new TableFilter(NamePattern.ALL, Optional.empty());

  @RegisterExtension final FreshDatabase fresh;
  private Lake lake;
  private GrantService grants;
  private TableAccessService opening;

  AccessTest(DatabaseKind kind) {
    this.fresh = new FreshDatabase(kind);
  }

  @BeforeEach
  void openLake() {
    lake = new Lake(fresh.database());
    Access access = new Access(lake.clock);
    grants = new GrantService(lake.transactions, access, new FakeRules(), lake.clock);
    opening =
        new TableAccessService(
            lake.transactions,
            access,
            table -> new StorageCredentials(Map.of(), lake.clock.instant()),
            new FakeRules(),
            List.of("good/"));
    new PolicyService(lake.transactions, access).attach(ALICE, "AliyunDLFFullAccess", TO_BOB);
    degradeBob();
  }

  private void degradeBob() {
    lake.transactions.write(tx -> tx.principals().removeMember(Standing.SUPER_ADMINISTRATOR, BOB));
  }

  @Test
  void aRevokeIsSeenByTheNextRequestOfAnotherServer() {
    try (MetadataDatabase database = fresh.open()) {
      Lake other = lake.through(database);
      degradeBob();
      grant(table("t"), Privilege.DESCRIBE);
      assertThat(other.find(BOB, lake.catalog.id(), T).name()).isEqualTo(T);

      revoke(table("t"), Privilege.DESCRIBE);

      assertHidden(() -> other.find(BOB, lake.catalog.id(), T));
    }
  }

  @Test
  void whatIsHiddenIsRefusedWordForWordAsWhatIsNotThere() {
    lake.databases.create(ALICE, lake.catalog.id(), "hidden", Map.of());
    TableName there = new TableName("hidden", "t");
    TableName absent = new TableName("absent", "t");
    lake.tables.create(ALICE, lake.catalog.id(), there, "managed");
    grant(table("t"), Privilege.DESCRIBE);

    assertThat(sentence(() -> lake.find(BOB, lake.catalog.id(), there)))
        .isEqualTo(
            sentence(() -> lake.find(BOB, lake.catalog.id(), absent)).replace("absent", "hidden"));
    lake.tables.create(ALICE, lake.catalog.id(), new TableName("db", "other"), "managed");
    assertThat(sentence(() -> get("other")))
        .isEqualTo(sentence(() -> get("absent")).replace("absent", "other"));
  }

  @Test
  void aListingHasFullPagesOfWhatMayBeSeen() {
    for (int i = 10; i < 30; i++) {
      lake.tables.create(ALICE, lake.catalog.id(), new TableName("db", "x" + i), "managed");
    }
    for (int i = 10; i < 30; i += 3) {
      grant(table("x" + i), Privilege.SELECT);
    }

    List<String> seen = new ArrayList<>();
    Optional<String> after = Optional.empty();
    do {
      Page<String> page =
          lake.tables
              .list(BOB, lake.catalog.id(), "db", ALL_TABLES, new PageRequest(3, after))
              .map(table -> table.name().table());
      assertThat(page.items()).hasSizeLessThanOrEqualTo(3);
      seen.addAll(page.items());
      after = page.nextToken();
    } while (after.isPresent());

    assertThat(seen).containsExactly("x10", "x13", "x16", "x19", "x22", "x25", "x28");
    assertThat(
            lake.tables
                .listAll(
                    BOB,
                    lake.catalog.id(),
                    NamePattern.ALL,
                    NamePattern.ALL,
                    new PageRequest(9, Optional.of("db.x20")))
                .items())
        .extracting(TableName::table)
        .containsExactly("x22", "x25", "x28");
  }

  @Test
  void theFullyRevealedListingIsTheAdministrators() {
    grant(LAKE, Privilege.LIST);

    assertThat(lake.databases.list(BOB, lake.catalog.id(), NamePattern.ALL, PageRequest.first()))
        .isEqualTo(
            lake.databases.list(ALICE, lake.catalog.id(), NamePattern.ALL, PageRequest.first()));
    assertThat(lake.catalogs.list(BOB, NamePattern.ALL, PageRequest.first()).items()).hasSize(1);
    assertThatThrownBy(() -> get("t")).isInstanceOf(Forbidden.class);
  }

  @Test
  void grantsFollowATableThroughRenameAndTheRecycleBin() {
    grant(table("t"), Privilege.DESCRIBE);
    lake.databases.create(ALICE, lake.catalog.id(), "db2", Map.of());
    TableName moved = new TableName("db2", "moved");

    lake.tables.rename(ALICE, lake.catalog.id(), T, moved);
    TableId id = lake.find(BOB, lake.catalog.id(), moved).id();
    lake.tables.drop(ALICE, lake.catalog.id(), moved);
    assertHidden(() -> lake.find(BOB, lake.catalog.id(), moved));
    lake.recycleBin.restore(ALICE, "main", id, Optional.of("back"));

    assertThat(lake.find(BOB, lake.catalog.id(), new TableName("db2", "back")).id()).isEqualTo(id);
  }

  @Test
  void aTableThatIsMadeAgainStartsWithoutGrants() {
    grant(table("t"), Privilege.DESCRIBE);

    lake.tables.drop(ALICE, lake.catalog.id(), T);
    lake.tables.create(ALICE, lake.catalog.id(), T, "managed");

    assertHidden(() -> get("t"));
  }

  @Test
  void aRenameIntoAnotherDatabaseTakesWhatMakingItThereDoes() {
    lake.databases.create(ALICE, lake.catalog.id(), "db2", Map.of());
    grant(table("t"), Privilege.ALTER);
    TableName moved = new TableName("db2", "t");

    assertHidden(() -> rename(moved));
    grant(
        new Resource(Kind.DATABASE, "main", Optional.of("db2"), Optional.empty()), Privilege.LIST);
    assertThatThrownBy(() -> rename(moved))
        .isInstanceOf(Forbidden.class)
        .hasMessageContaining("CREATE_TABLE");
    assertThat(rename(new TableName("db", "t2"))).isEmpty();
  }

  private Optional<Object> rename(TableName destination) {
    lake.tables.rename(BOB, lake.catalog.id(), T, destination);
    return Optional.empty();
  }

  @Test
  void whoMakesAThingOwnsItAndMayPassItOn() {
    grant(DB, Privilege.CREATE_TABLE);
    TableName own = new TableName("db", "own");

    lake.tables.create(BOB, lake.catalog.id(), own, "managed");
    grants.grant(
        BOB,
        Grantee.user(ALICE),
        table("own"),
        Set.of(Privilege.SELECT),
        Limits.NONE,
        Optional.empty());
    lake.tables.drop(BOB, lake.catalog.id(), own);

    assertThatThrownBy(
            () ->
                grants.grant(
                    BOB, TO_BOB, DB, Set.of(Privilege.DROP), Limits.NONE, Optional.empty()))
        .isInstanceOf(Forbidden.class)
        .hasMessageContaining("GRANT");
  }

  @Test
  void aGrantThatExpiresHoldsUntilThen() {
    Instant end = lake.clock.instant().plusSeconds(60);
    grants.grant(
        ALICE, TO_BOB, table("t"), Set.of(Privilege.DESCRIBE), Limits.NONE, Optional.of(end));
    assertThat(get("t").name()).isEqualTo(T);

    lake.clock.advance(Duration.ofSeconds(60));

    assertHidden(() -> get("t"));
    assertThatThrownBy(
            () ->
                grants.grant(
                    ALICE,
                    TO_BOB,
                    DB,
                    Set.of(Privilege.DROP),
                    Limits.NONE,
                    Optional.of(lake.clock.instant())))
        .isInstanceOf(InvalidRequest.class);
  }

  @Test
  void aPrivilegeWithoutMeaningIsRefused() {
    assertThatThrownBy(() -> grant(table("t"), Privilege.CREATE_TABLE))
        .isInstanceOf(InvalidRequest.class)
        .hasMessage("The privilege CREATE_TABLE has no meaning on a table");
  }

  @Test
  void anAnswerTellsWhatDecided() {
    grant(DB, Privilege.SELECT);

    assertThat(because(Privilege.SELECT)).isEqualTo("user/bob has SELECT on the database");
    assertThat(because(Privilege.UPDATE)).startsWith("User 'bob' lacks UPDATE on table 'db.t'");
    assertThatThrownBy(
            () ->
                grants.canI(
                    BOB,
                    Optional.of(Grantee.user(ALICE)),
                    new GrantService.Wish.Use(Privilege.SELECT),
                    table("t")))
        .isInstanceOf(Forbidden.class);
  }

  @Test
  void whoMayReadAPartReadsNoMoreWhateverElseIsGranted() {
    grant(LAKE, Privilege.DESCRIBE, Privilege.SELECT, Privilege.UPDATE, Privilege.ALTER);
    assertThat(because(Privilege.UPDATE)).isEqualTo("user/bob has UPDATE on the catalog");
    grantPart("region EU");

    assertThat(describe(new ClientSoftware("good/1")).schema().definition()).endsWith(" asking");
    assertThat(rules("id", "region"))
        .isEqualTo(new ReadRules(List.of("region EU"), Map.of("mail", "hidden")));
    assertThat(because(Privilege.SELECT))
        .endsWith(
            ", held to user/bob: columns id, mail, region; rows"
                + " where region EU; mail masked as hidden");
    assertThat(because(Privilege.UPDATE))
        .isEqualTo(
            "User 'bob' may read only a part of table 'db.t' by the grant to user/bob, and who is"
                + " held to that can neither write nor change the table");
    assertThatThrownBy(() -> lake.tables.alter(BOB, lake.catalog.id(), T, "comment"))
        .isInstanceOf(Forbidden.class);
    assertThat(lake.find(ALICE, lake.catalog.id(), T).schema().definition())
        .doesNotContain("asking");
  }

  @Test
  void whatOnlyTheEngineCanHideIsNotForUnknownClients() {
    grant(LAKE, Privilege.DESCRIBE, Privilege.SELECT);
    grantPart("region EU");

    assertThatThrownBy(() -> describe(new ClientSoftware("old/1")))
        .isInstanceOf(Forbidden.class)
        .hasMessage(
            "Of table 'db.t' only some rows or masked values may be read, by the grant to user/bob,"
                + " and the client 'old/1' is not known to keep to that; read it with Paimon 1.4 or"
                + " newer");
    assertThatThrownBy(() -> describe(new ClientSoftware(""))).isInstanceOf(Forbidden.class);
    assertThatThrownBy(
            () -> opening.credentials(BOB, new ClientSoftware("old/1"), lake.catalog.id(), T))
        .isInstanceOf(Forbidden.class);
  }

  @Test
  void aColumnThatARuleNamesStaysAsItIs() {
    grant(LAKE, Privilege.DESCRIBE);
    grantPart("region EU");

    assertThatThrownBy(() -> lake.tables.alter(ALICE, lake.catalog.id(), T, "drop region"))
        .isInstanceOf(SchemaChangeRefused.class)
        .hasMessageStartingWith(
            "The column 'region' is named by the grant of SELECT to user/bob (columns");
    lake.tables.alter(ALICE, lake.catalog.id(), T, "add another");
    grants.revoke(ALICE, TO_BOB, table("t"), Set.of(Privilege.SELECT));
    lake.tables.alter(ALICE, lake.catalog.id(), T, "drop region");
  }

  @Test
  void aPartAndTheRightToWriteExcludeEachOther() {
    grant(table("t"), Privilege.UPDATE);
    assertThatThrownBy(() -> grantPart("region EU"))
        .isInstanceOf(Conflict.class)
        .hasMessage("user/bob has UPDATE on table 'db.t', which excludes this; revoke that first");

    grants.revoke(ALICE, TO_BOB, table("t"), Set.of(Privilege.UPDATE));
    grantPart("region EU");
    assertThatThrownBy(() -> grant(table("t"), Privilege.ALTER))
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("user/bob has SELECT in part on table 'db.t'");
    // Without the limits, nothing is excluded any more.
    grant(table("t"), Privilege.SELECT, Privilege.ALTER);
    assertThat(rules("id")).isEqualTo(ReadRules.NONE);
  }

  @Test
  void aGrantInPartThatMakesNoSenseIsRefused() {
    assertRefused(
        "Table 'db.t' has no column 'nope'; it has id, region, mail",
        table("t"),
        Set.of(Privilege.SELECT),
        limits(Optional.of(only("nope")), Optional.empty()));
    assertRefused(
        "A rule reads the column 'region', which the grant's columns leave out; engines read"
            + " rules' columns as the caller, so add it or mask it",
        table("t"),
        Set.of(Privilege.SELECT),
        limits(Optional.of(only("id")), Optional.of("region EU")));
    assertRefused(
        "Columns, a row filter and masks belong to a grant of SELECT on a table",
        DB,
        Set.of(Privilege.SELECT),
        limits(Optional.empty(), Optional.of("region EU")));
    assertRefused(
        "Whoever may read only a part of a table cannot have ALTER on it; grant one or the other",
        table("t"),
        Set.of(Privilege.SELECT, Privilege.ALTER),
        limits(Optional.empty(), Optional.of("region EU")));
  }

  @Test
  void whoOwnsATableReadsAllOfIt() {
    grant(DB, Privilege.CREATE_TABLE);
    lake.tables.create(BOB, lake.catalog.id(), new TableName("db", "own"), "managed");

    assertRefused(
        "User 'bob' owns the table and may read all of it; rules do not bind owners",
        table("own"),
        Set.of(Privilege.SELECT),
        limits(Optional.empty(), Optional.of("region EU")));
  }

  @Test
  void aTableThatComesBackFromTheBinIsStillReadInPart() {
    grant(LAKE, Privilege.DESCRIBE);
    grantPart("region EU");
    TableId id = lake.find(ALICE, lake.catalog.id(), T).id();

    lake.tables.drop(ALICE, lake.catalog.id(), T);
    lake.recycleBin.restore(ALICE, "main", id, Optional.empty());

    assertThat(rules("region").rowFilters()).containsExactly("region EU");
  }

  private void grantPart(String rowFilter) {
    grants.grant(
        ALICE,
        TO_BOB,
        table("t"),
        Set.of(Privilege.SELECT),
        new Limits(
            Optional.of(only("id", "region", "mail")),
            Optional.of(Source.sql(rowFilter)),
            Map.of("mail", Source.sql("hidden"))),
        Optional.empty());
  }

  private static ColumnList only(String... names) {
    return new ColumnList(ColumnList.Kind.INCLUDE, Set.of(names));
  }

  private static Limits limits(Optional<ColumnList> columns, Optional<String> rowFilter) {
    return new Limits(columns, rowFilter.map(Source::sql), Map.of());
  }

  private void assertRefused(
      String sentence, Resource on, Set<Privilege> privileges, Limits limits) {
    assertThatThrownBy(() -> grants.grant(ALICE, TO_BOB, on, privileges, limits, Optional.empty()))
        .isInstanceOf(InvalidRequest.class)
        .hasMessage(sentence);
  }

  private Table describe(ClientSoftware client) {
    return opening.describe(BOB, client, lake.catalog.id(), T);
  }

  private ReadRules rules(String... columns) {
    return opening.rules(
        BOB, new ClientSoftware("good/1"), lake.catalog.id(), T, Optional.of(List.of(columns)));
  }

  private String because(Privilege privilege) {
    return grants
        .canI(ALICE, Optional.of(TO_BOB), new GrantService.Wish.Use(privilege), table("t"))
        .because();
  }

  private Table get(String table) {
    return lake.find(BOB, lake.catalog.id(), new TableName("db", table));
  }

  private void grant(Resource resource, Privilege... privileges) {
    grants.grant(ALICE, TO_BOB, resource, Set.of(privileges), Limits.NONE, Optional.empty());
  }

  private void revoke(Resource resource, Privilege... privileges) {
    grants.revoke(ALICE, TO_BOB, resource, Set.of(privileges));
  }

  private static Resource table(String name) {
    return new Resource(Kind.TABLE, "main", Optional.of("db"), Optional.of(name));
  }

  private static void assertHidden(Supplier<Object> request) {
    assertThatThrownBy(request::get).isInstanceOf(NotFound.class);
  }

  private static String sentence(Supplier<Object> request) {
    try {
      throw new AssertionError("Found " + request.get());
    } catch (MoraineException e) {
      return e.sentence();
    }
  }
}
