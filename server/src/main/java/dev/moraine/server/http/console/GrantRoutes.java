package dev.moraine.server.http.console;

import dev.moraine.access.Action;
import dev.moraine.access.Decision;
import dev.moraine.access.Grant;
import dev.moraine.access.Grantee;
import dev.moraine.access.Preset;
import dev.moraine.access.Privilege;
import dev.moraine.access.Restriction.ColumnList;
import dev.moraine.access.Restriction.Rule;
import dev.moraine.access.Securable.Kind;
import dev.moraine.access.Standing;
import dev.moraine.admin.GrantService;
import dev.moraine.admin.GrantService.Limits;
import dev.moraine.admin.GrantService.Wish;
import dev.moraine.audit.Concerned;
import dev.moraine.catalog.Resource;
import dev.moraine.catalog.RuleLanguage;
import dev.moraine.error.InvalidRequest;
import dev.moraine.error.ResourceKind;
import dev.moraine.identity.Principal;
import dev.moraine.server.http.Concerning;
import dev.moraine.server.http.QueryParameter;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Grants on things, and what they come to. */
final class GrantRoutes {
  static final QueryParameter KIND =
      QueryParameter.text(
          "resourceType", "What the grants are on: CATALOG, DATABASE, TABLE, VIEW or FUNCTION");
  static final QueryParameter CATALOG =
      QueryParameter.text("catalog", "The catalog, by its name or its id");
  static final QueryParameter DATABASE =
      QueryParameter.text("database", "The database, by its name");
  static final QueryParameter NAME =
      QueryParameter.text("name", "The table, view or function, by its name");

  private final GrantService grants;

  GrantRoutes(GrantService grants) {
    this.grants = grants;
  }

  record GrantedOn(String type, String catalog, @Nullable String database, @Nullable String name) {
    private Concerned concerned() {
      return new Concerned(
          ResourceKind.valueOf(Resource.parseKind(type).name()),
          Optional.of(catalog),
          Optional.ofNullable(database),
          Optional.ofNullable(name));
    }

    private Resource toResource() {
      return new Resource(
          Resource.parseKind(type),
          catalog,
          Optional.ofNullable(database),
          Optional.ofNullable(name));
    }
  }

  record GivePrivileges(
      String principal,
      GrantedOn resource,
      @Nullable List<String> privileges,
      @Nullable String preset,
      @Nullable ColumnsBody columns,
      @Nullable RowFilterBody rowFilter,
      @Nullable Map<String, ColumnMaskBody> columnMasking,
      @Nullable Long expiresAt)
      implements Concerning {
    @Override
    public Concerned concerned() {
      return resource.concerned();
    }

    private Limits toLimits() {
      Map<String, RuleLanguage.Source> masks = new HashMap<>();
      if (columnMasking != null) {
        columnMasking.forEach((column, mask) -> masks.put(column, mask.toSource()));
      }
      return new Limits(
          Optional.ofNullable(columns).flatMap(ColumnsBody::toList),
          Optional.ofNullable(rowFilter).map(RowFilterBody::toSource),
          masks);
    }
  }

  /** Which columns SELECT covers; one of the two. */
  record ColumnsBody(
      @Nullable List<String> columnNames, @Nullable List<String> excludedColumnNames) {
    private Optional<ColumnList> toList() {
      if (columnNames != null && excludedColumnNames != null) {
        throw new InvalidRequest(
            "Name the columns that may be read or those that may not, not both");
      }
      return Optional.ofNullable(columnNames)
          .map(names -> new ColumnList(ColumnList.Kind.INCLUDE, new HashSet<>(names)))
          .or(
              () ->
                  Optional.ofNullable(excludedColumnNames)
                      .map(names -> new ColumnList(ColumnList.Kind.EXCLUDE, new HashSet<>(names))));
    }

    private static ColumnsBody of(ColumnList list) {
      List<String> names = list.names().stream().sorted().toList();
      return list.kind() == ColumnList.Kind.INCLUDE
          ? new ColumnsBody(names, null)
          : new ColumnsBody(null, names);
    }
  }

  /** Which rows SELECT covers: in SQL, or ready as Paimon's predicate JSON. */
  record RowFilterBody(@Nullable String expression, @Nullable String predicate) {
    private RuleLanguage.Source toSource() {
      return source(expression, predicate, "A row filter has an 'expression' or a 'predicate'");
    }

    private static RowFilterBody of(Rule rule) {
      return new RowFilterBody(rule.expression().orElse(null), rule.json());
    }
  }

  /** What a column's values are shown as: in SQL, or ready as Paimon's transform JSON. */
  record ColumnMaskBody(@Nullable String expression, @Nullable String transform) {
    private RuleLanguage.Source toSource() {
      return source(expression, transform, "A column mask has an 'expression' or a 'transform'");
    }

    private static ColumnMaskBody of(Rule rule) {
      return new ColumnMaskBody(rule.expression().orElse(null), rule.json());
    }
  }

  private static RuleLanguage.Source source(
      @Nullable String sql, @Nullable String json, String needed) {
    if ((sql == null) == (json == null)) {
      throw new InvalidRequest(needed + ", and one of them only");
    }
    return new RuleLanguage.Source(Optional.ofNullable(sql), Optional.ofNullable(json));
  }

  record TakePrivileges(
      String principal,
      GrantedOn resource,
      @Nullable List<String> privileges,
      @Nullable String preset)
      implements Concerning {
    @Override
    public Concerned concerned() {
      return resource.concerned();
    }
  }

  record Privileges(List<String> privileges) {}

  record GrantView(
      String principal,
      String privilege,
      Optional<ColumnsBody> columns,
      Optional<RowFilterBody> rowFilter,
      Map<String, ColumnMaskBody> columnMasking,
      Optional<Long> expiresAt,
      long grantedAt,
      String grantedBy) {}

  record GrantList(List<GrantView> grants) {}

  record PresetView(String name, String resourceType, List<String> privileges) {}

  record PresetList(List<PresetView> presets) {}

  record Caller(String user, Optional<String> actsIn, List<String> roles, List<String> policies) {}

  record CanI(
      @Nullable String user,
      @Nullable String role,
      @Nullable String action,
      @Nullable String privilege,
      GrantedOn resource) {}

  record CanIAnswer(boolean allowed, String because) {}

  Privileges grant(ConsoleRequest request, GivePrivileges body) {
    Resource resource = body.resource().toResource();
    Set<Privilege> privileges = privileges(body.privileges(), body.preset(), resource.kind());
    grants.grant(
        request.caller(),
        Grantee.parse(body.principal()),
        resource,
        privileges,
        body.toLimits(),
        Optional.ofNullable(body.expiresAt()).map(Instant::ofEpochMilli));
    return new Privileges(names(privileges));
  }

  Privileges revoke(ConsoleRequest request, TakePrivileges body) {
    Resource resource = body.resource().toResource();
    Set<Privilege> privileges = privileges(body.privileges(), body.preset(), resource.kind());
    grants.revoke(request.caller(), Grantee.parse(body.principal()), resource, privileges);
    return new Privileges(names(privileges));
  }

  private static Set<Privilege> privileges(
      @Nullable List<String> names, @Nullable String preset, Kind kind) {
    Set<Privilege> privileges = EnumSet.noneOf(Privilege.class);
    if (names != null) {
      names.forEach(name -> privileges.add(Privilege.parse(name)));
    }
    if (preset != null) {
      privileges.addAll(Preset.parse(preset).on(kind));
    }
    return privileges;
  }

  private static List<String> names(Set<Privilege> privileges) {
    return privileges.stream().sorted().map(Enum::name).toList();
  }

  GrantList list(ConsoleRequest request) {
    Resource resource =
        new GrantedOn(
                required(request, KIND),
                required(request, CATALOG),
                request.query(DATABASE).orElse(null),
                request.query(NAME).orElse(null))
            .toResource();
    return new GrantList(
        grants.list(request.caller(), resource).stream().map(GrantRoutes::toView).toList());
  }

  private static String required(ConsoleRequest request, QueryParameter parameter) {
    return request
        .query(parameter)
        .orElseThrow(
            () -> new InvalidRequest("The query has no parameter '" + parameter.name() + "'"));
  }

  PresetList presets(ConsoleRequest request) {
    grants.standing(request.caller());
    return new PresetList(
        Arrays.stream(Preset.values())
            .flatMap(
                preset ->
                    Arrays.stream(Kind.values())
                        .map(
                            kind ->
                                new PresetView(preset.name(), kind.name(), names(preset.on(kind)))))
            .toList());
  }

  Caller whoAmI(ConsoleRequest request) {
    Standing standing = grants.standing(request.caller());
    return new Caller(
        standing.caller().name(),
        standing.caller().role(),
        standing.roles().stream().sorted().toList(),
        standing.policies().stream().map(each -> each.policy().name()).sorted().toList());
  }

  CanIAnswer canI(ConsoleRequest request, CanI body) {
    Decision decision =
        grants.canI(request.caller(), other(body), wish(body), body.resource().toResource());
    return new CanIAnswer(decision.isAllowed(), decision.because());
  }

  private static Optional<Grantee> other(CanI body) {
    if (body.user() != null && body.role() != null) {
      throw new InvalidRequest("Ask about a user or a role, not both");
    }
    return Optional.ofNullable(body.role())
        .map(Grantee::role)
        .or(() -> Optional.ofNullable(body.user()).map(Principal::new).map(Grantee::user));
  }

  private static Wish wish(CanI body) {
    return Stream.concat(
            Optional.ofNullable(body.action())
                .<Wish>map(name -> new Wish.Call(Action.parse(name)))
                .stream(),
            Optional.ofNullable(body.privilege())
                .<Wish>map(name -> new Wish.Use(Privilege.parse(name)))
                .stream())
        .reduce(
            (one, other) -> {
              throw new InvalidRequest("Ask about an action or a privilege, not both");
            })
        .orElseThrow(() -> new InvalidRequest("Ask about an 'action' or a 'privilege'"));
  }

  private static GrantView toView(Grant grant) {
    Map<String, ColumnMaskBody> masks = new TreeMap<>();
    grant
        .restriction()
        .masks()
        .forEach((column, mask) -> masks.put(column, ColumnMaskBody.of(mask)));
    return new GrantView(
        grant.grantee().toString(),
        grant.privilege().name(),
        grant.restriction().columns().map(ColumnsBody::of),
        grant.restriction().rowFilter().map(RowFilterBody::of),
        masks,
        grant.expiresAt().map(Instant::toEpochMilli),
        grant.grantedAt().toEpochMilli(),
        grant.grantedBy());
  }
}
