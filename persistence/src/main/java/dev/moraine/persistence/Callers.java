package dev.moraine.persistence;

import dev.moraine.access.Grantee;
import dev.moraine.identity.Principal;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * As whom a caller has policies and grants: a user and the roles that it is in, or the one role
 * that somebody acts in.
 */
final class Callers {
  /** A subquery of grantees, for statements that are given to {@link #bind}. */
  static final String GRANTEES =
      """
      SELECT :caller AS grantee
      UNION ALL
      SELECT 'role/' || m.role
      FROM   role_members m
      WHERE  m.user_name = :owner
      <told>
      """;

  private Callers() {}

  /** Binds what {@link #GRANTEES} needs, and {@code :owner}, as whom the caller owns things. */
  static <S extends SqlStatement<S>> S bind(S statement, Principal caller) {
    // Who acts in a role has it alone; no user has the name of its owner.
    List<String> told = caller.role().isPresent() ? List.of() : List.copyOf(caller.roles());
    statement
        .define(
            "told",
            IntStream.range(0, told.size())
                .mapToObj(i -> "UNION ALL SELECT :told" + i)
                .collect(Collectors.joining("\n")))
        .bind("caller", Grantee.of(caller).toString())
        .bind("owner", caller.owner());
    for (int i = 0; i < told.size(); i++) {
      statement.bind("told" + i, Grantee.role(told.get(i)).toString());
    }
    return statement;
  }
}
