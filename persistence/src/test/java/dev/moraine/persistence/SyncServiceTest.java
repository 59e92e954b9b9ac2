package dev.moraine.persistence;

import static dev.moraine.admin.SyncService.Change.What.ADD_MEMBER;
import static dev.moraine.admin.SyncService.Change.What.ADD_ROLE;
import static dev.moraine.admin.SyncService.Change.What.ADD_USER;
import static dev.moraine.admin.SyncService.Change.What.CHANGE_ROLE;
import static dev.moraine.admin.SyncService.Change.What.REMOVE_MEMBER;
import static dev.moraine.admin.SyncService.Change.What.REMOVE_ROLE;
import static dev.moraine.admin.SyncService.Change.What.REMOVE_USER;
import static dev.moraine.persistence.Lake.ALICE;
import static dev.moraine.persistence.Lake.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moraine.access.Grantee;
import dev.moraine.access.PrincipalStore.Role;
import dev.moraine.access.PrincipalStore.User;
import dev.moraine.access.Privilege;
import dev.moraine.access.Securable.Kind;
import dev.moraine.access.Standing;
import dev.moraine.admin.GrantService;
import dev.moraine.admin.SyncService;
import dev.moraine.admin.SyncService.Change;
import dev.moraine.admin.SyncService.Directory;
import dev.moraine.admin.SyncService.Group;
import dev.moraine.admin.SyncService.LeftOut;
import dev.moraine.admin.SyncService.Mode;
import dev.moraine.catalog.Access;
import dev.moraine.catalog.Resource;
import dev.moraine.error.Conflict;
import dev.moraine.error.Forbidden;
import dev.moraine.error.InvalidRequest;
import dev.moraine.error.NotFound;
import dev.moraine.identity.AccessKey;
import dev.moraine.identity.BearerToken;
import dev.moraine.identity.Principal;
import dev.moraine.identity.SecretCipher;
import dev.moraine.identity.ServiceToken;
import dev.moraine.identity.SessionService;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Users and roles from a directory elsewhere; {@code alice} and {@code bob} were made here. */
@OnEachDatabase
class SyncServiceTest {
  private static final Principal ANN = new Principal("ann");
  private static final Resource LAKE =
      new Resource(Kind.CATALOG, "main", Optional.empty(), Optional.empty());

  @RegisterExtension final FreshDatabase fresh;
  private Lake lake;
  private GrantService grants;
  private SyncService service;

  SyncServiceTest(DatabaseKind kind) {
    this.fresh = new FreshDatabase(kind);
  }

  @BeforeEach
  void openLake() {
    lake = new Lake(fresh.database());
    Access access = new Access(lake.clock);
    grants = new GrantService(lake.transactions, access, new FakeRules(), lake.clock);
    SessionService sessions =
        new SessionService(
            fresh.database().sessions(),
            new byte[SecretCipher.KEY_BYTES],
            new SecureRandom(),
            lake.clock);
    service = new SyncService(lake.transactions, access, sessions, lake.clock);
  }

  @Test
  void whoWasAbsentCanBeGrantedToAfterwards() {
    assertThatThrownBy(() -> grant(Grantee.role("emr")))
        .isInstanceOf(NotFound.class)
        .hasMessageContaining("moraine user sync");

    List<Change> changes = sync(Set.of("ann"), service("emr"), group("etl", "ann")).changes();

    assertThat(changes)
        .containsExactly(
            new Change(ADD_USER, "ann"),
            new Change(ADD_ROLE, "emr"),
            new Change(ADD_ROLE, "etl"),
            new Change(ADD_MEMBER, "ann of etl"));
    grant(Grantee.role("emr"));
    grant(Grantee.user(ANN));
    assertThat(roles(ANN)).containsExactly("etl");
    assertThat(sync(Set.of("ann"), service("emr"), group("etl", "ann")).changes()).isEmpty();
  }

  @Test
  void whatIsDeletedThereLosesWhatItHadHere() {
    sync(Set.of("ann", "eve"), group("etl", "ann"));
    grant(Grantee.user(ANN));
    grant(Grantee.role("etl"));
    fresh
        .database()
        .credentials()
        .add(new AccessKey("AK", ANN, new byte[] {1}, lake.clock.instant()));
    String digest = new BearerToken("t").digest();
    fresh
        .database()
        .credentials()
        .add(
            new ServiceToken(
                digest, "t", ANN, lake.clock.instant(), Optional.empty(), Optional.empty()));

    assertThat(sync(Set.of("eve")).changes())
        .containsExactly(new Change(REMOVE_ROLE, "etl"), new Change(REMOVE_USER, "ann"));

    assertThat(fresh.database().credentials().findAccessKey("AK")).isEmpty();
    assertThat(fresh.database().credentials().findToken(digest)).isEmpty();
    sync(Set.of("ann", "eve"), group("etl", "ann"));
    assertThat(grants.list(ALICE, LAKE)).isEmpty();
  }

  @Test
  void whatWasMadeHereStaysAndIsToldToBeLeftOut() {
    lake.transactions.write(
        tx ->
            tx.principals()
                .insertRole(new Role("here", "", Role.Kind.GROUP, lake.clock.instant(), "alice")));

    SyncService.Difference difference =
        sync(
            Set.of("bob", "ann", "a/b"),
            group("here", "ann"),
            group("admin", "ann"),
            group("etl", "bob", "nobody"));

    assertThat(difference.leftOut())
        .extracting(LeftOut::name)
        .containsExactly("a/b", "bob", "here", "admin", "nobody of etl");
    assertThat(roles(ANN)).isEmpty();
    assertThat(roles(BOB)).contains("etl");
    sync(Set.of("ann"));
    assertThat(find("bob")).isPresent();
    assertThat(roles(BOB)).doesNotContain("etl");
  }

  @Test
  void membersFollowTheDirectoryAndThoseThatWereAddedHereStay() {
    sync(Set.of("ann", "eve"), group("etl", "ann"));
    lake.transactions.write(tx -> tx.principals().addMember("etl", BOB));

    assertThat(sync(Set.of("ann", "eve"), group("etl", "eve", "bob")).changes())
        .containsExactly(
            new Change(REMOVE_MEMBER, "ann of etl"), new Change(ADD_MEMBER, "eve of etl"));

    assertThat(roles(ANN)).isEmpty();
    assertThat(roles(BOB)).contains("etl");
  }

  @Test
  void aRoleIsDescribedAsTheDirectoryDoesAndStaysTrusted() {
    sync(Set.of("ann"), service("emr"));
    lake.transactions.write(
        tx -> {
          Role role = tx.principals().findRole("emr").orElseThrow();
          tx.principals()
              .update(
                  new Role(
                      "emr",
                      "",
                      Role.Kind.TRUSTED_SERVICE,
                      role.createdAt(),
                      role.createdBy(),
                      role.source()));
          return role;
        });

    Group described = new Group("emr", "of the cluster", Role.Kind.SERVICE, Set.of());
    assertThat(sync(Set.of("ann"), described).changes())
        .containsExactly(new Change(CHANGE_ROLE, "emr"));

    Role role = lake.transactions.read(tx -> tx.principals().findRole("emr")).orElseThrow();
    assertThat(role.description()).isEqualTo("of the cluster");
    assertThat(role.kind()).isEqualTo(Role.Kind.TRUSTED_SERVICE);
  }

  @Test
  void aDryRunTellsTheDifferenceAndChangesNothing() {
    Directory directory = directory(Set.of("ann"), group("etl", "ann"));

    SyncService.Difference told = service.sync(ALICE, directory, Mode.DRY_RUN);

    assertThat(find("ann")).isEmpty();
    assertThat(service.sync(ALICE, directory, Mode.APPLY)).isEqualTo(told);
  }

  @Test
  void anEmptyDirectoryDeletesNothing() {
    sync(Set.of("ann"));

    assertThatThrownBy(() -> sync(Set.of())).isInstanceOf(InvalidRequest.class);
    assertThat(find("ann")).isPresent();
  }

  @Test
  void directoriesDoNotTouchWhatOthersBrought() {
    sync(Set.of("ann"));

    SyncService.Difference other =
        service.sync(ALICE, new Directory("scim", Set.of("ann", "eve"), List.of()), Mode.APPLY);
    assertThat(other.leftOut()).extracting(LeftOut::name).containsExactly("ann");
    service.sync(ALICE, new Directory("scim", Set.of("max"), List.of()), Mode.APPLY);

    assertThat(find("ann")).isPresent();
    assertThat(find("eve")).isEmpty();
  }

  @Test
  void whatADeletedUserOwnedBecomesTheCallers() {
    sync(Set.of("ann", "eve"));
    makeSuperAdministrator(ANN);
    lake.databases.create(ANN, lake.catalog.id(), "anns", Map.of());

    sync(Set.of("eve"));

    assertThat(lake.databases.get(ALICE, lake.catalog.id(), "anns").provenance().owner())
        .isEqualTo("alice");
  }

  @Test
  void administratorsAreDeletedBySuperAdministratorsOnlyAndNeverTheLast() {
    sync(Set.of("ann", "eve"));
    makeSuperAdministrator(ANN);
    lake.transactions.write(
        tx -> {
          tx.principals().addMember(Standing.ADMINISTRATOR, new Principal("eve"));
          return tx.principals().removeMember(Standing.SUPER_ADMINISTRATOR, BOB);
        });

    assertThatThrownBy(
            () -> service.sync(new Principal("eve"), directory(Set.of("eve")), Mode.APPLY))
        .isInstanceOf(Forbidden.class);
    lake.transactions.write(
        tx -> tx.principals().removeMember(Standing.SUPER_ADMINISTRATOR, ALICE));
    assertThatThrownBy(() -> service.sync(ANN, directory(Set.of("eve")), Mode.APPLY))
        .isInstanceOf(Conflict.class);
    assertThat(find("ann")).isPresent();
  }

  private void makeSuperAdministrator(Principal user) {
    lake.transactions.write(tx -> tx.principals().addMember(Standing.SUPER_ADMINISTRATOR, user));
  }

  private Optional<User> find(String name) {
    return lake.transactions.read(tx -> tx.principals().findUser(new Principal(name)));
  }

  private Set<String> roles(Principal user) {
    return lake.transactions.read(tx -> tx.principals().standing(user).roles());
  }

  private void grant(Grantee grantee) {
    grants.grant(
        ALICE, grantee, LAKE, Set.of(Privilege.SELECT), GrantService.Limits.NONE, Optional.empty());
  }

  private SyncService.Difference sync(Set<String> users, Group... roles) {
    return service.sync(ALICE, directory(users, roles), Mode.APPLY);
  }

  private static Directory directory(Set<String> users, Group... roles) {
    return new Directory("file", users, List.of(roles));
  }

  private static Group group(String name, String... members) {
    return new Group(name, "", Role.Kind.GROUP, Set.of(members));
  }

  private static Group service(String name) {
    return new Group(name, "", Role.Kind.SERVICE, Set.of());
  }
}
