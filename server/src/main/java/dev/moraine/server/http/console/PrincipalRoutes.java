package dev.moraine.server.http.console;

import dev.moraine.access.PrincipalStore;
import dev.moraine.access.PrincipalStore.Role;
import dev.moraine.admin.PrincipalService;
import dev.moraine.audit.Concerned;
import dev.moraine.catalog.Page;
import dev.moraine.error.InvalidRequest;
import dev.moraine.error.ResourceKind;
import dev.moraine.identity.Principal;
import dev.moraine.server.http.Concerning;
import dev.moraine.server.http.QueryParameter;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Users, roles and members. */
final class PrincipalRoutes {
  static final QueryParameter HEIR =
      QueryParameter.text("heir", "Who then owns what the user owned; by default, the caller");

  private final PrincipalService principals;

  PrincipalRoutes(PrincipalService principals) {
    this.principals = principals;
  }

  record CreateUser(String name) implements Concerning {
    @Override
    public Concerned concerned() {
      return Concerned.of(ResourceKind.USER, name);
    }
  }

  record UserView(String name, long createdAt, String createdBy, Optional<String> source) {}

  record UserPage(List<UserView> users, Optional<String> nextPageToken) {}

  record CreateRole(String name, @Nullable String description, boolean service, boolean trusted)
      implements Concerning {
    @Override
    public Concerned concerned() {
      return Concerned.of(ResourceKind.ROLE, name);
    }
  }

  record UpdateRole(Boolean trusted) {}

  record RoleView(
      String name,
      String description,
      boolean service,
      boolean trusted,
      long createdAt,
      String createdBy,
      Optional<String> source) {}

  record RolePage(List<RoleView> roles, Optional<String> nextPageToken) {}

  record AddMember(String user) {}

  record MemberList(List<String> users) {}

  UserPage listUsers(ConsoleRequest request) {
    Page<UserView> page =
        principals.listUsers(request.caller(), request.page()).map(PrincipalRoutes::toView);
    return new UserPage(page.items(), page.nextToken());
  }

  UserView createUser(ConsoleRequest request, CreateUser body) {
    return toView(principals.createUser(request.caller(), body.name()));
  }

  void deleteUser(ConsoleRequest request) {
    principals.deleteUser(request.caller(), request.segment("user"), request.query(HEIR));
  }

  RolePage listRoles(ConsoleRequest request) {
    Page<RoleView> page =
        principals.listRoles(request.caller(), request.page()).map(PrincipalRoutes::toView);
    return new RolePage(page.items(), page.nextToken());
  }

  RoleView createRole(ConsoleRequest request, CreateRole body) {
    return toView(
        principals.createRole(
            request.caller(),
            body.name(),
            Objects.requireNonNullElse(body.description(), ""),
            kind(body)));
  }

  private static Role.Kind kind(CreateRole body) {
    if (body.trusted() && !body.service()) {
      throw new InvalidRequest("Only a service role can be trusted");
    }
    return body.trusted()
        ? Role.Kind.TRUSTED_SERVICE
        : body.service() ? Role.Kind.SERVICE : Role.Kind.GROUP;
  }

  RoleView updateRole(ConsoleRequest request, UpdateRole body) {
    return toView(principals.setTrusted(request.caller(), role(request), body.trusted()));
  }

  void endSessions(ConsoleRequest request) {
    principals.endSessions(request.caller(), role(request));
  }

  void deleteRole(ConsoleRequest request) {
    principals.deleteRole(request.caller(), role(request));
  }

  MemberList listMembers(ConsoleRequest request) {
    return new MemberList(
        principals.members(request.caller(), role(request)).stream().map(Principal::name).toList());
  }

  void addMember(ConsoleRequest request, AddMember body) {
    principals.addMember(request.caller(), role(request), body.user());
  }

  void removeMember(ConsoleRequest request) {
    principals.removeMember(request.caller(), role(request), request.segment("user"));
  }

  private static String role(ConsoleRequest request) {
    return request.segment("role");
  }

  private static UserView toView(PrincipalStore.User user) {
    return new UserView(
        user.principal().name(), user.createdAt().toEpochMilli(), user.createdBy(), user.source());
  }

  private static RoleView toView(Role role) {
    return new RoleView(
        role.name(),
        role.description(),
        role.kind().isService(),
        role.kind() == Role.Kind.TRUSTED_SERVICE,
        role.createdAt().toEpochMilli(),
        role.createdBy(),
        role.source());
  }
}
