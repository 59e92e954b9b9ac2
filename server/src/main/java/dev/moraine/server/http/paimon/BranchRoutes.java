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

  Wire.ListBranchesResponse list(PaimonRequest request) {
    return new Wire.ListBranchesResponse(
        branches.list(request.caller(), request.catalog(), request.table()).stream()
            .map(BranchName::value)
            .toList());
  }

  void create(PaimonRequest request, Wire.CreateBranchRequest body) {
    branches.create(
        request.caller(),
        request.catalog(),
        request.table(),
        new BranchName(body.branch()),
        Optional.ofNullable(body.fromTag()).map(TagName::new));
  }

  void delete(PaimonRequest request) {
    branches.delete(request.caller(), request.catalog(), request.table(), name(request));
  }

  void forward(PaimonRequest request) {
    branches.forward(request.caller(), request.catalog(), request.table(), name(request));
  }

  /** Clients 1.4 only. */
  void rename(PaimonRequest request, Wire.RenameBranchRequest body) {
    branches.rename(
        request.caller(),
        request.catalog(),
        request.table(),
        name(request),
        new BranchName(body.toBranch()));
  }

  private static BranchName name(PaimonRequest request) {
    return new BranchName(request.segment("branch"));
  }
}
