package dev.moraine.persistence;

import dev.moraine.access.Privilege;
import dev.moraine.access.Securable.Kind;
import dev.moraine.access.Sight;
import dev.moraine.identity.Principal;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * Which rows a {@link Sight} shows: a condition for listings.
 *
 * <p>A thing is shown to its owner and to whoever has a grant on it; what is in a database also to
 * the owner of that, and to whoever has a grant on it that reveals such things; a catalog or
 * database also to whoever is shown something inside. Each part is a set that is found once for a
 * statement. What the catalog reveals is not among them: whoever asks knows that beforehand, and
 * then sees all.
 */
enum Visible {
  CATALOGS("c.owner", "c.catalog_id", "", "OR c.catalog_id IN (" + withThingsSeen() + ")"),
  DATABASES(
      "d.owner", "d.database_id", "", "OR d.database_id IN (" + databasesWithThingsSeen() + ")"),
  TABLES("t.owner", "t.table_id", inDatabases("t.database_id", Kind.TABLE), ""),
  VIEWS("v.owner", "v.view_id", inDatabases("v.database_id", Kind.VIEW), ""),
  FUNCTIONS("f.owner", "f.function_id", inDatabases("f.database_id", Kind.FUNCTION), "");

  /** For who sees all, whoever it is. */
  private static final Principal NOBODY = new Principal("/");

  private final String condition;

  Visible(String owner, String id, String revealed, String inside) {
    this.condition =
        "  AND  (:seesAll OR "
            + owner
            + " = :owner OR "
            + id
            + " IN ("
            + granted()
            + ") "
            + revealed
            + inside
            + ")\n";
  }

  /** To follow another one in a WHERE. */
  String condition() {
    return condition;
  }

  static <S extends SqlStatement<S>> S bind(S statement, Sight sight) {
    return Callers.bind(statement, sight.viewer().orElse(NOBODY))
        .bind("seesAll", sight.viewer().isEmpty())
        .bind("now", sight.now().toEpochMilli());
  }

  private static String granted() {
    return """
    SELECT g.securable_id
    FROM   grants g
    WHERE  g.grantee IN (
    %s)
      AND  (g.expires_at_ms IS NULL OR g.expires_at_ms > :now)
    """
        .formatted(Callers.GRANTEES);
  }

  private static String grantedRevealing(Kind kind) {
    return granted()
        + Arrays.stream(Privilege.values())
            .filter(each -> each.reveals(kind))
            .map(each -> "'" + each + "'")
            .collect(Collectors.joining(", ", "  AND  g.privilege IN (", ")\n"));
  }

  private static String inDatabases(String databaseId, Kind kind) {
    return "OR "
        + databaseId
        + " IN (\n"
        + """
        SELECT x.database_id
        FROM   databases x
        WHERE  x.owner = :owner
        UNION ALL
        """
        + grantedRevealing(kind)
        + ")";
  }

  private static String databasesWithThingsSeen() {
    return Arrays.stream(
            new String[][] {
              {"tables", "table_id"}, {"views", "view_id"}, {"functions", "function_id"}
            })
        .map(
            each ->
                """
                SELECT x.database_id
                FROM   %1$s x
                WHERE  x.owner = :owner
                UNION ALL
                SELECT x.database_id
                FROM   %1$s x
                WHERE  x.%2$s IN (%3$s)
                """
                    .formatted(each[0], each[1], granted()))
        .collect(Collectors.joining("UNION ALL\n"));
  }

  private static String withThingsSeen() {
    return """
        SELECT y.catalog_id
        FROM   databases y
        WHERE  y.owner = :owner OR y.database_id IN (%s) OR y.database_id IN (%s)
        """
        .formatted(granted(), databasesWithThingsSeen());
  }
}
