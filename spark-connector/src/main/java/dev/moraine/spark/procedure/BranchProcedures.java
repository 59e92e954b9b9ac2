package dev.moraine.spark.procedure;

import static dev.moraine.spark.procedure.Parameter.TABLE;

import java.util.List;
import java.util.Optional;
import org.apache.paimon.catalog.Identifier;

/** Branches of tables; through the catalog's own methods where it keeps them. */
final class BranchProcedures {
  private static final Parameter<String> BRANCH = Parameter.text("branch");
  private static final Parameter<String> FROM_BRANCH = Parameter.text("from_branch");
  private static final Parameter<String> TO_BRANCH = Parameter.text("to_branch");
  private static final Parameter<String> TAG = Parameter.text("tag").optional();
  // A text, as in Paimon.
  private static final Parameter<String> IGNORE_IF_EXISTS =
      Parameter.text("ignoreIfExists").optional();

  private BranchProcedures() {}

  static List<SysProcedure> all() {
    return List.of(
        SysProcedure.named("create_branch", "Makes a branch, empty or from a tag")
            .taking(TABLE, BRANCH, TAG, IGNORE_IF_EXISTS)
            .doing(BranchProcedures::create),
        SysProcedure.named("delete_branch", "Deletes branches, separated by commas")
            .taking(TABLE, BRANCH)
            .doing(BranchProcedures::delete),
        SysProcedure.named("rename_branch", "Gives a branch another name")
            .taking(TABLE, FROM_BRANCH, TO_BRANCH)
            .doing(call -> call.table().renameBranch(call.get(FROM_BRANCH), call.get(TO_BRANCH))),
        SysProcedure.named("fast_forward", "Takes the table over to a branch")
            .taking(TABLE, BRANCH)
            .doing(
                call -> {
                  call.table().fastForward(call.get(BRANCH));
                  call.catalog().invalidateTable(call.identifier());
                }));
  }

  private static void create(ProcedureCall call) {
    boolean ignoreIfExists = call.find(IGNORE_IF_EXISTS).map(Boolean::parseBoolean).orElse(false);
    Optional<String> tag = call.find(TAG);
    if (tag.isPresent()) {
      call.table().createBranch(call.get(BRANCH), tag.get(), ignoreIfExists);
    } else {
      call.table().createBranch(call.get(BRANCH), ignoreIfExists);
    }
  }

  private static void delete(ProcedureCall call) {
    Identifier of = call.identifier();
    for (String branch : call.get(BRANCH).split(",")) {
      call.table().deleteBranch(branch.trim());
      call.catalog()
          .invalidateTable(new Identifier(of.getDatabaseName(), of.getTableName(), branch.trim()));
    }
  }
}
