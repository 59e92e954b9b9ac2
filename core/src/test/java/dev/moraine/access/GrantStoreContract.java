package dev.moraine.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moraine.access.Policy.Effect;
import dev.moraine.access.Policy.Statement;
import dev.moraine.access.PrincipalStore.Role;
import dev.moraine.access.PrincipalStore.User;
import dev.moraine.access.Restriction.ColumnList;
import dev.moraine.access.Restriction.Rule;
import dev.moraine.access.Securable.Kind;
import dev.moraine.catalog.NamePattern;
import dev.moraine.catalog.PageRequest;
import dev.moraine.catalog.StoreContract;
import dev.moraine.catalog.Table;
import dev.moraine.catalog.TableBuilder;
import dev.moraine.catalog.TableFilter;
import dev.moraine.catalog.TableName;
import dev.moraine.catalog.ViewBuilder;
import dev.moraine.identity.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Users, roles, policies and grants, and what listings show because of them. */
public abstract class GrantStoreContract extends StoreContract {
  private static final Instant NOW = Instant.ofEpochMilli(10_000);
  private static final Principal BOB = new Principal("bob");
  private static final Principal EVE = new Principal("eve");
  private static final Securable MAIN = new Securable(Kind.CATALOG, CATALOG.value());
  private static final Securable DB = new Securable(Kind.DATABASE, "id-db");

  @BeforeEach
  void insertUsers() {
    write(
        tx -> {
          tx.principals().insertUser(new User(BOB, NOW, "root"));
          tx.principals().insertUser(new User(EVE, NOW, "root"));
          tx.principals().insertRole(new Role("readers", "ü", Role.Kind.GROUP, NOW, "root"));
        });
  }

  @Test
  void aUserHoldsWhatWasGrantedToItAndToItsRoles() {
    write(
        tx -> {
          tx.principals().addMember("readers", BOB);
          tx.grants().grant(grant(Grantee.user(BOB), DB, Privilege.ALTER));
          tx.grants().grant(grant(Grantee.role("readers"), MAIN, Privilege.SELECT));
          tx.grants().grant(grant(Grantee.user(EVE), DB, Privilege.DROP));
          tx.grants().grant(grant(Grantee.role("others"), DB, Privilege.DROP));
        });

    assertThat(held(BOB, DB, MAIN))
        .containsExactlyInAnyOrder(
            new Held(Grantee.user(BOB), DB, Optional.of(Privilege.ALTER)),
            new Held(Grantee.role("readers"), MAIN, Optional.of(Privilege.SELECT)));
    assertThat(held(BOB, MAIN)).hasSize(1);
    assertThat(held(new Principal("alice"), DB, MAIN))
        .containsExactlyInAnyOrder(
            new Held(Grantee.user(new Principal("alice")), DB, Optional.empty()),
            new Held(Grantee.user(new Principal("alice")), MAIN, Optional.empty()));
  }

  // A user may be called as a role is: neither has what is the other's.
  @Test
  void aUserIsNoRoleOfTheSameName() {
    write(
        tx -> {
          tx.principals().insertUser(new User(new Principal("readers"), NOW, "root"));
          tx.grants().grant(grant(Grantee.role("readers"), DB, Privilege.ALTER));
        });

    assertThat(held(new Principal("readers"), DB)).isEmpty();
    assertThat(read(tx -> tx.principals().standing(new Principal("readers"))).roles()).isEmpty();
  }

  @Test
  void whoActsInARoleHasWhatItHasAndNoMore() {
    Principal reader = Principal.ofRole("readers");
    write(
        tx -> {
          tx.tables().insert(TableBuilder.aTableIn(db).named("t1").madeBy(reader).build());
          tx.tables().insert(aTable("t2"));
          tx.principals().addMember("readers", BOB);
          tx.grants().grant(grant(Grantee.user(BOB), DB, Privilege.ALTER));
          tx.grants().grant(grant(Grantee.role("readers"), MAIN, Privilege.CREATE_DATABASE));
          tx.policies().attach("AliyunDLFFullAccess", Grantee.user(BOB));
        });

    assertThat(held(reader, table("t1"), DB, MAIN))
        .containsExactlyInAnyOrder(
            new Held(Grantee.role("readers"), table("t1"), Optional.empty()),
            new Held(Grantee.role("readers"), MAIN, Optional.of(Privilege.CREATE_DATABASE)));
    assertThat(tables(reader, 9, "")).containsExactly("t1");
    Standing standing = read(tx -> tx.principals().standing(reader));
    assertThat(standing.roles()).containsExactly("readers");
    assertThat(standing.policies()).isEmpty();
  }

  @Test
  void aTrustedServiceNeedsNoPolicy() {
    write(
        tx -> {
          tx.principals().insertRole(new Role("emr", "", Role.Kind.SERVICE, NOW, "root"));
          tx.principals().update(new Role("emr", "", Role.Kind.TRUSTED_SERVICE, NOW, "root"));
        });

    assertThat(read(tx -> tx.principals().standing(Principal.ofRole("emr"))).policies())
        .containsExactly(new Standing.Attached(Grantee.role("emr"), Policy.OF_TRUSTED_SERVICES));
    assertThat(read(tx -> tx.principals().findRole("emr")).orElseThrow().kind())
        .isEqualTo(Role.Kind.TRUSTED_SERVICE);
    write(tx -> tx.principals().update(new Role("emr", "", Role.Kind.SERVICE, NOW, "root")));
    assertThat(read(tx -> tx.principals().standing(Principal.ofRole("emr"))).policies()).isEmpty();
  }

  @Test
  void rolesThatAnIdentityProviderTellsCountAsThoseThatAUserIsIn() {
    Principal told = new Principal("oidc:ann", Optional.empty(), Set.of("readers", "others"));
    write(
        tx -> {
          tx.grants().grant(grant(Grantee.role("readers"), DB, Privilege.SELECT));
          tx.policies().attach("AliyunDLFFullAccess", Grantee.role("readers"));
          tx.tables().insert(aTable("t1"));
        });

    assertThat(held(told, DB))
        .containsExactly(new Held(Grantee.role("readers"), DB, Optional.of(Privilege.SELECT)));
    assertThat(allTables(told)).containsExactly("db.t1");
    Standing standing = read(tx -> tx.principals().standing(told));
    assertThat(standing.roles()).containsExactlyInAnyOrder("readers", "others");
    assertThat(standing.policies()).hasSize(1);
  }

  @Test
  void aGrantEndsAtItsTimeAndMayBeGivenAgain() {
    write(tx -> tx.grants().grant(expiring(10_000)));
    assertThat(held(BOB, DB)).isEmpty();

    write(tx -> tx.grants().grant(expiring(10_001)));
    assertThat(held(BOB, DB)).hasSize(1);
    assertListed(tx -> tx.grants().on(DB)).containsExactly(expiring(10_001));
    assertListed(tx -> tx.grants().of(Grantee.user(BOB))).containsExactly(expiring(10_001));
  }

  @Test
  void aRestrictionIsKeptAndGoesWithTheNextGrant() {
    Restriction part =
        new Restriction(
            Optional.of(new ColumnList(ColumnList.Kind.EXCLUDE, Set.of("ü", "b"))),
            Optional.of(new Rule(Optional.of("a = 'x'"), "{\"kind\":\"ü\"}", Set.of("a"))),
            Map.of("c", new Rule(Optional.empty(), "{}", Set.of())));
    Restriction columnsAlone =
        new Restriction(
            Optional.of(new ColumnList(ColumnList.Kind.INCLUDE, Set.of("a"))),
            Optional.empty(),
            Map.of());
    Securable t = table("t");
    write(
        tx -> {
          tx.principals().addMember("readers", BOB);
          tx.grants().grant(in(Grantee.user(BOB), t, part));
          tx.grants().grant(in(Grantee.role("readers"), t, columnsAlone));
          tx.grants().grant(in(Grantee.user(EVE), DB, part));
        });

    assertThat(held(BOB, t))
        .extracting(Held::restriction)
        .containsExactlyInAnyOrder(part, columnsAlone);
    assertListed(tx -> tx.grants().of(Grantee.user(BOB)))
        .containsExactly(in(Grantee.user(BOB), t, part));
    assertThat(restricted(NOW)).containsExactly(t);

    write(
        tx -> {
          tx.grants().grant(in(Grantee.user(BOB), t, Restriction.NONE));
          tx.grants().revoke(Grantee.role("readers"), t, Privilege.SELECT);
        });
    assertThat(restricted(NOW)).isEmpty();
    assertThat(held(BOB, t)).extracting(Held::restriction).containsExactly(Restriction.NONE);
  }

  @Test
  void aRestrictionEndsWithItsGrant() {
    Restriction part =
        new Restriction(
            Optional.empty(), Optional.of(new Rule(Optional.empty(), "{}", Set.of())), Map.of());
    write(
        tx ->
            tx.grants()
                .grant(
                    new Grant(
                        Grantee.user(BOB),
                        table("t"),
                        Privilege.SELECT,
                        part,
                        Optional.of(NOW),
                        NOW,
                        "root")));

    assertThat(restricted(NOW)).isEmpty();
    assertThat(restricted(NOW.minusMillis(1))).hasSize(1);
  }

  @Test
  void whatIsRevokedIsNotHeld() {
    write(tx -> tx.grants().grant(grant(Grantee.user(BOB), DB, Privilege.ALTER)));

    assertThat(done(tx -> tx.grants().revoke(Grantee.user(BOB), DB, Privilege.DROP))).isFalse();
    assertThat(done(tx -> tx.grants().revoke(Grantee.user(BOB), DB, Privilege.ALTER))).isTrue();
    assertThat(held(BOB, DB)).isEmpty();
  }

  @Test
  void standingTellsRolesAndPoliciesOfBoth() {
    Policy custom =
        new Policy("custom", List.of(new Statement(Effect.DENY, List.of("dlf:Drop*", "dlf:ü"))));
    write(
        tx -> {
          tx.principals().addMember("readers", BOB);
          tx.policies().insert(custom);
          tx.policies().attach("AliyunDLFFullAccess", Grantee.user(BOB));
          tx.policies().attach("custom", Grantee.role("readers"));
          tx.policies().attach("custom", Grantee.user(EVE));
        });

    Standing standing = read(tx -> tx.principals().standing(BOB));

    assertThat(standing.roles()).containsExactly("readers");
    assertThat(standing.policies())
        .containsExactlyInAnyOrder(
            new Standing.Attached(
                Grantee.user(BOB), Policy.managed("AliyunDLFFullAccess").orElseThrow()),
            new Standing.Attached(Grantee.role("readers"), custom));
    assertListed(tx -> tx.policies().attachedTo("custom"))
        .containsExactly(Grantee.role("readers"), Grantee.user(EVE));
    assertThat(done(tx -> tx.policies().delete("custom"))).isTrue();
    assertThat(read(tx -> tx.principals().standing(EVE)).policies()).isEmpty();
  }

  @Test
  void aDeletedRoleLeavesNothing() {
    write(
        tx -> {
          tx.principals().addMember("readers", BOB);
          tx.policies().attach("AliyunDLFFullAccess", Grantee.role("readers"));
          tx.grants().grant(grant(Grantee.role("readers"), DB, Privilege.ALTER));
        });

    assertThat(done(tx -> tx.principals().deleteRole("readers"))).isTrue();
    write(
        tx -> {
          tx.principals().insertRole(new Role("readers", "", Role.Kind.GROUP, NOW, "root"));
          tx.principals().addMember("readers", BOB);
        });

    assertThat(held(BOB, DB)).isEmpty();
    assertThat(read(tx -> tx.principals().standing(BOB)).policies()).isEmpty();
  }

  @Test
  void namesAreGivenOnceAndListedInPages() {
    assertThat(done(tx -> tx.principals().insertUser(new User(BOB, NOW, "eve")))).isFalse();
    assertThat(
            done(
                tx ->
                    tx.principals()
                        .insertRole(new Role("readers", "", Role.Kind.GROUP, NOW, "eve"))))
        .isFalse();
    assertListed(tx -> tx.principals().listUsers("bob", 9))
        .extracting(user -> user.principal().name())
        .containsExactly("eve");
    assertListed(tx -> tx.principals().listRoles("", 1))
        .containsExactly(new Role("readers", "ü", Role.Kind.GROUP, NOW, "root"));
  }

  @Test
  void listingsShowWhatIsGrantedOwnedOrRevealed() {
    write(
        tx -> {
          tx.databases().insert(database("other"));
          for (String name : List.of("t1", "t2", "t3", "t4")) {
            tx.tables().insert(aTable(name));
          }
          tx.grants().grant(grant(Grantee.user(BOB), table("t1"), Privilege.SELECT));
          tx.principals().addMember("readers", BOB);
          tx.grants().grant(grant(Grantee.role("readers"), table("t4"), Privilege.DROP));
        });

    assertThat(tables(BOB, 9, "")).containsExactly("t1", "t4");
    assertThat(tables(BOB, 1, "t1")).containsExactly("t4");
    assertThat(allTables(BOB)).containsExactly("db.t1", "db.t4");
    assertThat(databases(BOB)).containsExactly("db");
    assertThat(catalogs(BOB)).containsExactly("main");
    assertThat(tables(EVE, 9, "")).isEmpty();
    assertThat(databases(EVE)).isEmpty();
    assertThat(catalogs(EVE)).isEmpty();
    assertThat(tables(new Principal("alice"), 9, "")).hasSize(4);
    assertThat(databases(new Principal("alice"))).containsExactly("db", "other");
    assertThat(done(tx -> tx.grants().seesInside(Sight.of(BOB, NOW), DB))).isTrue();
    assertThat(done(tx -> tx.grants().seesInside(Sight.of(EVE, NOW), MAIN))).isFalse();
  }

  @Test
  void aGrantOnADatabaseShowsWhatItRevealsInIt() {
    write(
        tx -> {
          tx.tables().insert(aTable("t1"));
          tx.views().insert(ViewBuilder.aViewIn(db).build());
          tx.grants().grant(grant(Grantee.user(BOB), DB, Privilege.SELECT));
          tx.grants().grant(grant(Grantee.user(EVE), DB, Privilege.CREATE_TABLE));
        });

    assertThat(allTables(BOB)).containsExactly("db.t1");
    assertThat(views(BOB)).isEmpty();
    assertThat(allTables(EVE)).isEmpty();
    assertThat(databases(EVE)).containsExactly("db");
  }

  @Test
  void grantsEndWithTheThing() {
    write(
        tx -> {
          tx.tables().insert(aTable("t1"));
          tx.views().insert(ViewBuilder.aViewIn(db).build());
          tx.grants().grant(grant(Grantee.user(BOB), table("t1"), Privilege.SELECT));
          tx.grants()
              .grant(
                  grant(
                      Grantee.user(BOB),
                      new Securable(Kind.VIEW, ViewBuilder.aViewIn(db).build().id().value()),
                      Privilege.DESCRIBE));
          tx.grants().grant(grant(Grantee.user(BOB), DB, Privilege.SELECT));
        });

    write(
        tx -> {
          tx.tables().delete(aTable("t1"));
          tx.views().deleteAll(db.id());
          tx.databases().delete(db.id());
        });

    assertListed(tx -> tx.grants().of(Grantee.user(BOB))).isEmpty();
  }

  @Test
  void grantsStayInTheRecycleBinAndEndWithIt() {
    Table table = aTable("t1");
    write(
        tx -> {
          tx.tables().insert(table);
          tx.grants().grant(grant(Grantee.user(BOB), table("t1"), Privilege.SELECT));
          tx.droppedTables().insert(dropped(table, 99));
        });

    assertListed(tx -> tx.grants().of(Grantee.user(BOB))).hasSize(1);
    write(tx -> tx.droppedTables().delete(dropped(table, 99)));
    assertListed(tx -> tx.grants().of(Grantee.user(BOB))).isEmpty();
  }

  private List<Held> held(Principal user, Securable... things) {
    return read(tx -> tx.grants().rights(user, List.of(things), NOW).held());
  }

  private List<String> tables(Principal viewer, int limit, String after) {
    return read(
            tx ->
                tx.tables()
                    .list(
                        db.id(),
                        new TableFilter(NamePattern.ALL, Optional.empty()),
                        page(limit, after),
                        Sight.of(viewer, NOW)))
        .stream()
        .map(table -> table.name().table())
        .toList();
  }

  private List<String> allTables(Principal viewer) {
    return read(
            tx ->
                tx.tables()
                    .listAll(
                        CATALOG,
                        NamePattern.ALL,
                        NamePattern.ALL,
                        PageRequest.first(),
                        Sight.of(viewer, NOW)))
        .stream()
        .map(TableName::toString)
        .toList();
  }

  private List<String> views(Principal viewer) {
    return read(
            tx ->
                tx.views()
                    .list(db.id(), NamePattern.ALL, PageRequest.first(), Sight.of(viewer, NOW)))
        .stream()
        .map(view -> view.name().view())
        .toList();
  }

  private List<String> databases(Principal viewer) {
    return read(
        tx ->
            tx.databases()
                .listNames(CATALOG, NamePattern.ALL, PageRequest.first(), Sight.of(viewer, NOW)));
  }

  private List<String> catalogs(Principal viewer) {
    return read(
            tx -> tx.catalogs().list(NamePattern.ALL, PageRequest.first(), Sight.of(viewer, NOW)))
        .stream()
        .map(catalog -> catalog.name())
        .toList();
  }

  private Table aTable(String name) {
    return TableBuilder.aTableIn(db).named(name).build();
  }

  private Securable table(String name) {
    return new Securable(Kind.TABLE, aTable(name).id().value());
  }

  private static Grant grant(Grantee grantee, Securable securable, Privilege privilege) {
    return new Grant(
        grantee, securable, privilege, Restriction.NONE, Optional.empty(), NOW, "root");
  }

  private Set<Securable> restricted(Instant now) {
    return read(tx -> tx.grants().restricted(BOB, now));
  }

  private static Grant in(Grantee grantee, Securable securable, Restriction restriction) {
    return new Grant(
        grantee, securable, Privilege.SELECT, restriction, Optional.empty(), NOW, "root");
  }

  private static Grant expiring(long atMs) {
    return new Grant(
        Grantee.user(BOB),
        DB,
        Privilege.ALTER,
        Restriction.NONE,
        Optional.of(Instant.ofEpochMilli(atMs)),
        NOW,
        "root");
  }
}
