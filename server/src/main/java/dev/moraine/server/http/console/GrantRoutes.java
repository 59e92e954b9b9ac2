package dev.moraine.server.http.console;

import dev.moraine.access.Action;
import dev.moraine.access.Decision;
import dev.moraine.access.Grant;
import dev.moraine.access.Grantee;
import dev.moraine.access.Preset;
import dev.moraine.access.Privilege;
import dev.moraine.access.Securable.Kind;
import dev.moraine.access.Standing;
import dev.moraine.admin.GrantService;
import dev.moraine.admin.GrantService.Wish;
import dev.moraine.audit.Concerned;
import dev.moraine.catalog.Resource;
import dev.moraine.error.InvalidRequest;
import dev.moraine.error.ResourceKind;
import dev.moraine.server.http.Concerning;
import dev.moraine.server.http.QueryParameter;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
      @Nullable Long expiresAt)
      implements Concerning {
    @Override
    public Concerned concerned() {
      return resource.concerned();
    }
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
      Optional<Long> expiresAt,
      long grantedAt,
      String grantedBy) {}

  record GrantList(List<GrantView> grants) {}

  record PresetView(String name, String resourceType, List<String> privileges) {}

  record PresetList(List<PresetView> presets) {}

  record Caller(String user, List<String> roles, List<String> policies) {}

  record CanI(
      @Nullable String user,
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
        standing.roles().stream().sorted().toList(),
        standing.policies().stream().map(each -> each.policy().name()).sorted().toList());
  }

  CanIAnswer canI(ConsoleRequest request, CanI body) {
    Decision decision =
        grants.canI(
            request.caller(),
            Optional.ofNullable(body.user()),
            wish(body),
            body.resource().toResource());
    return new CanIAnswer(decision.isAllowed(), decision.because());
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
    return new GrantView(
        grant.grantee().toString(),
        grant.privilege().name(),
        grant.expiresAt().map(Instant::toEpochMilli),
        grant.grantedAt().toEpochMilli(),
        grant.grantedBy());
  }
}
