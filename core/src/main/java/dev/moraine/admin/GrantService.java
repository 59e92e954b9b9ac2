package dev.moraine.admin;

import dev.moraine.access.Action;
import dev.moraine.access.Decision;
import dev.moraine.access.Grant;
import dev.moraine.access.Grantee;
import dev.moraine.access.Privilege;
import dev.moraine.access.ReadLimits;
import dev.moraine.access.Restriction;
import dev.moraine.access.Restriction.ColumnList;
import dev.moraine.access.Securable.Kind;
import dev.moraine.access.Standing;
import dev.moraine.access.Target;
import dev.moraine.catalog.Access;
import dev.moraine.catalog.CatalogId;
import dev.moraine.catalog.Lookup;
import dev.moraine.catalog.Resource;
import dev.moraine.catalog.RuleLanguage;
import dev.moraine.catalog.Table;
import dev.moraine.catalog.TableName;
import dev.moraine.catalog.Transaction;
import dev.moraine.catalog.Transactions;
import dev.moraine.error.Conflict;
import dev.moraine.error.Forbidden;
import dev.moraine.error.InvalidRequest;
import dev.moraine.identity.Principal;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Use cases on grants: give, take back, list, explain. */
public final class GrantService {
  private final Transactions transactions;
  private final Access access;
  private final RuleLanguage language;
  private final Clock clock;

  public GrantService(
      Transactions transactions, Access access, RuleLanguage language, Clock clock) {
    this.transactions = transactions;
    this.access = access;
    this.language = language;
    this.clock = clock;
  }

  /**
   * What reading is to be held to, as it was written.
   *
   * @param columns empty for all
   * @param rowFilter empty for all rows
   * @param masks by column
   */
  public record Limits(
      Optional<ColumnList> columns,
      Optional<RuleLanguage.Source> rowFilter,
      Map<String, RuleLanguage.Source> masks) {
    public static final Limits NONE = new Limits(Optional.empty(), Optional.empty(), Map.of());

    public Limits {
      masks = Map.copyOf(masks);
    }
  }

  /**
   * Grants all these privileges, or none; one that is there already gets the new end and limits.
   *
   * @param limits of {@code SELECT} on a table
   * @param expiresAt when they end by themselves; empty for never
   * @throws InvalidRequest for a privilege that has no meaning on such a thing, or an end that is
   *     over
   */
  public void grant(
      Principal caller,
      Grantee grantee,
      Resource resource,
      Set<Privilege> privileges,
      Limits limits,
      Optional<Instant> expiresAt) {
    requireMeaning(resource, privileges);
    if (!limits.equals(Limits.NONE)) {
      requireReadingAlone(resource, privileges);
    }
    if (expiresAt.isPresent() && !expiresAt.get().isAfter(clock.instant())) {
      throw new InvalidRequest("The grant would have expired already, at " + expiresAt.get());
    }
    transactions.write(
        tx -> {
          Target target =
              access.requireTarget(tx, caller, resource, Action.BATCH_GRANT_PERMISSIONS);
          requireGrantee(tx, grantee);
          Restriction restriction =
              limits.equals(Limits.NONE)
                  ? Restriction.NONE
                  : restriction(requireRestrictable(tx, grantee, resource, target), limits);
          requireCompatible(
              tx.grants().on(target.thing()), grantee, target, privileges, restriction);
          for (Privilege privilege : privileges) {
            tx.grants()
                .grant(
                    new Grant(
                        grantee,
                        target.thing(),
                        privilege,
                        privilege == Privilege.SELECT ? restriction : Restriction.NONE,
                        expiresAt,
                        clock.instant(),
                        caller.name()));
          }
          return target;
        });
  }

  private static void requireReadingAlone(Resource resource, Set<Privilege> privileges) {
    if (resource.kind() != Kind.TABLE || !privileges.contains(Privilege.SELECT)) {
      throw new InvalidRequest(
          "Columns, a row filter and masks belong to a grant of SELECT on a table");
    }
    privileges.stream()
        .filter(ReadLimits::exclude)
        .findFirst()
        .ifPresent(
            privilege -> {
              throw new InvalidRequest(
                  "Whoever may read only a part of a table cannot have "
                      + privilege
                      + " on it; grant one or the other");
            });
  }

  private static Table requireRestrictable(
      Transaction tx, Grantee grantee, Resource resource, Target target) {
    CatalogId catalog = new CatalogId(target.path().get(target.path().size() - 1).id());
    Table table =
        Lookup.requireTable(
            tx,
            catalog,
            new TableName(resource.database().orElseThrow(), resource.name().orElseThrow()));
    if (!table.kind().hasSnapshots()) {
      throw new InvalidRequest(
          "A table of the kind '"
              + table.kind().optionValue()
              + "' is read without asking for rules, so it cannot be granted in part");
    }
    if (grantee.equals(Grantee.user(new Principal(table.provenance().owner())))) {
      throw new InvalidRequest(
          "User '"
              + grantee.name()
              + "' owns the table and may read all of it; rules do not bind owners");
    }
    return table;
  }

  private Restriction restriction(Table table, Limits limits) {
    List<RuleLanguage.Column> fields = language.columns(table.schema());
    List<String> columns = fields.stream().map(RuleLanguage.Column::name).toList();
    limits
        .columns()
        .ifPresent(list -> list.names().forEach(name -> requireColumn(table, columns, name)));
    limits.masks().keySet().forEach(name -> requireColumn(table, columns, name));
    fields.stream()
        .filter(RuleLanguage.Column::partition)
        .map(RuleLanguage.Column::name)
        .forEach(name -> requireOpen(name, limits));
    Map<String, Restriction.Rule> masks = new HashMap<>();
    limits
        .masks()
        .forEach(
            (column, source) -> masks.put(column, language.mask(table.schema(), column, source)));
    Restriction restriction =
        new Restriction(
            limits.columns(),
            limits.rowFilter().map(source -> language.rowFilter(table.schema(), source)),
            masks);
    restriction
        .columns()
        .ifPresent(
            list -> {
              if (columns.stream().noneMatch(list::admits)) {
                throw new InvalidRequest("The columns of the grant leave nothing to read");
              }
              requireAdmitted(restriction, list);
            });
    return restriction;
  }

  private static void requireColumn(Table table, List<String> columns, String name) {
    if (!columns.contains(name)) {
      throw new InvalidRequest(
          "Table '"
              + table.name()
              + "' has no column '"
              + name
              + "'; it has "
              + String.join(", ", columns));
    }
  }

  // Engines choose files by the values of these, before any rule, and so would tell them.
  private static void requireOpen(String partitionColumn, Limits limits) {
    if (limits.masks().containsKey(partitionColumn)
        || limits.columns().filter(list -> !list.admits(partitionColumn)).isPresent()) {
      throw new InvalidRequest(
          "The table is partitioned by the column '"
              + partitionColumn
              + "', by which engines choose files, so it can be neither left out nor masked");
    }
  }

  // An engine reads what a rule reads with the caller's rights.
  private static void requireAdmitted(Restriction restriction, ColumnList list) {
    Stream.concat(restriction.rowFilter().stream(), restriction.masks().values().stream())
        .flatMap(rule -> rule.columns().stream())
        .filter(column -> !list.admits(column))
        .findFirst()
        .ifPresent(
            column -> {
              throw new InvalidRequest(
                  "A rule reads the column '"
                      + column
                      + "', which the grant's columns leave out; engines read rules' columns as the"
                      + " caller, so add it or mask it");
            });
  }

  private void requireCompatible(
      List<Grant> present,
      Grantee grantee,
      Target target,
      Set<Privilege> privileges,
      Restriction restriction) {
    present.stream()
        .filter(grant -> grant.grantee().equals(grantee))
        .filter(grant -> grant.expiresAt().map(clock.instant()::isBefore).orElse(true))
        .filter(
            grant ->
                restriction.isNone()
                    ? privileges.stream().anyMatch(ReadLimits::exclude)
                        && !privileges.contains(Privilege.SELECT)
                        && !grant.restriction().isNone()
                    : ReadLimits.exclude(grant.privilege()))
        .findFirst()
        .ifPresent(
            grant -> {
              throw new Conflict(
                  grantee
                      + " has "
                      + grant.privilege()
                      + (grant.restriction().isNone() ? "" : " in part")
                      + " on "
                      + target
                      + ", which excludes this; revoke that first");
            });
  }

  /** Takes privileges back; fine for those that were not granted. */
  public void revoke(
      Principal caller, Grantee grantee, Resource resource, Set<Privilege> privileges) {
    requireMeaning(resource, privileges);
    transactions.write(
        tx -> {
          Target target =
              access.requireTarget(tx, caller, resource, Action.BATCH_REVOKE_PERMISSIONS);
          privileges.forEach(privilege -> tx.grants().revoke(grantee, target.thing(), privilege));
          return target;
        });
  }

  private static void requireMeaning(Resource resource, Set<Privilege> privileges) {
    if (privileges.isEmpty()) {
      throw new InvalidRequest("There is no privilege to grant or revoke");
    }
    for (Privilege privilege : privileges) {
      if (!privilege.isGrantableOn(resource.kind())) {
        throw new InvalidRequest(
            "The privilege " + privilege + " has no meaning on a " + resource.kind());
      }
    }
  }

  /** Those on the thing itself, not on what it is in, those that have expired among them. */
  public List<Grant> list(Principal caller, Resource resource) {
    return transactions.read(
        tx ->
            tx.grants()
                .on(access.requireTarget(tx, caller, resource, Action.LIST_PERMISSIONS).thing()));
  }

  /** What a caller is. */
  public Standing standing(Principal caller) {
    return transactions.read(
        tx -> {
          access.require(tx, caller, Action.GET_CALLER);
          return tx.principals().standing(caller);
        });
  }

  /** What somebody wants to do: call an API, or, whatever policies say, use a privilege. */
  public sealed interface Wish {
    record Call(Action action) implements Wish {}

    record Use(Privilege privilege) implements Wish {}
  }

  /**
   * Whether somebody may, and which policy or grant decides that.
   *
   * @param other whose rights are told to administrators only; empty for the caller
   */
  public Decision canI(Principal caller, Optional<Grantee> other, Wish wish, Resource resource) {
    return transactions.read(
        tx -> {
          access.require(tx, caller, Action.CHECK_PERMISSION);
          Principal user = caller;
          if (other.isPresent() && !other.get().equals(Grantee.of(caller))) {
            if (!tx.principals().standing(caller).isAdministrator()) {
              throw new Forbidden("What others may do is told to administrators only");
            }
            requireGrantee(tx, other.get());
            user = other.get().principal();
          }
          // Found through the caller's eyes: whoever may not see it learns nothing of it here.
          Target target = access.requireSeen(tx, caller, resource);
          return wish instanceof Wish.Call call
              ? access.explain(tx, user, call.action(), target)
              : access.explain(tx, user, ((Wish.Use) wish).privilege(), target);
        });
  }

  static void requireGrantee(Transaction tx, Grantee grantee) {
    switch (grantee.kind()) {
      case USER -> PrincipalService.requireUser(tx, grantee.name());
      case ROLE -> PrincipalService.requireRole(tx, grantee.name());
    }
  }
}
