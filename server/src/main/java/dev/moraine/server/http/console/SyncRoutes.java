package dev.moraine.server.http.console;

import dev.moraine.access.PrincipalStore.Role;
import dev.moraine.admin.SyncService;
import dev.moraine.admin.SyncService.Directory;
import dev.moraine.admin.SyncService.Group;
import dev.moraine.admin.SyncService.Mode;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Users and roles from elsewhere. */
final class SyncRoutes {
  private final SyncService sync;

  SyncRoutes(SyncService sync) {
    this.sync = sync;
  }

  record DirectoryRole(
      String name, @Nullable String description, boolean service, @Nullable List<String> members) {}

  record SyncUsers(String source, boolean dryRun, List<String> users, List<DirectoryRole> roles) {}

  record ChangeView(String change, String name) {}

  record LeftOutView(String name, String because) {}

  record SyncedUsers(List<ChangeView> changes, List<LeftOutView> leftOut) {}

  SyncedUsers sync(ConsoleRequest request, SyncUsers body) {
    SyncService.Difference difference =
        sync.sync(
            request.caller(),
            new Directory(
                body.source(),
                Set.copyOf(body.users()),
                body.roles().stream().map(SyncRoutes::toGroup).toList()),
            body.dryRun() ? Mode.DRY_RUN : Mode.APPLY);
    return new SyncedUsers(
        difference.changes().stream()
            .map(each -> new ChangeView(each.what().name(), each.name()))
            .toList(),
        difference.leftOut().stream()
            .map(each -> new LeftOutView(each.name(), each.because()))
            .toList());
  }

  private static Group toGroup(DirectoryRole role) {
    return new Group(
        role.name(),
        Objects.requireNonNullElse(role.description(), ""),
        role.service() ? Role.Kind.SERVICE : Role.Kind.GROUP,
        role.members() == null ? Set.of() : Set.copyOf(role.members()));
  }
}
