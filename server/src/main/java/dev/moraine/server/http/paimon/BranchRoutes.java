package dev.moraine.server.http.paimon;

import dev.moraine.catalog.BranchName;
import dev.moraine.catalog.TagName;
import dev.moraine.catalog.commit.BranchService;
import java.util.Optional;

/** Branches of the protocol. */
final class BranchRoutes {
  private final BranchService branches;

  BranchRoutes(BranchService branches) {
    this.branches = branches;
  }

  Optional<Object> list(PaimonRequest request) {
    return Optional.of(
        new Wire.ListBranchesResponse(
            branches.list(request.caller(), request.catalog(), request.table()).stream()
                .map(BranchName::value)
                .toList()));
  }

  Optional<Object> create(PaimonRequest request) {
    Wire.CreateBranchRequest body = request.body(Wire.CreateBranchRequest.class);
    branches.create(
        request.caller(),
        request.catalog(),
        request.table(),
        new BranchName(Wire.required("branch", body.branch())),
        Optional.ofNullable(body.fromTag()).map(TagName::new));
    return Optional.empty();
  }

  Optional<Object> delete(PaimonRequest request) {
    branches.delete(request.caller(), request.catalog(), request.table(), name(request));
    return Optional.empty();
  }

  Optional<Object> forward(PaimonRequest request) {
    branches.forward(request.caller(), request.catalog(), request.table(), name(request));
    return Optional.empty();
  }

  /** Clients 1.4 only. */
  Optional<Object> rename(PaimonRequest request) {
    Wire.RenameBranchRequest body = request.body(Wire.RenameBranchRequest.class);
    branches.rename(
        request.caller(),
        request.catalog(),
        request.table(),
        name(request),
        new BranchName(Wire.required("toBranch", body.toBranch())));
    return Optional.empty();
  }

  private static BranchName name(PaimonRequest request) {
    return new BranchName(request.segment("branch"));
  }
}
