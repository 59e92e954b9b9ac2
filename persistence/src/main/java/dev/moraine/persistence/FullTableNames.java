package dev.moraine.persistence;

import dev.moraine.access.Sight;
import dev.moraine.catalog.CatalogId;
import dev.moraine.catalog.DatabaseId;
import dev.moraine.catalog.NamePattern;
import dev.moraine.catalog.PageRequest;
import dev.moraine.catalog.TableName;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;

/**
 * Pages the tables of a catalog by {@code database.table}.
 *
 * <p>Database by database, each by its index: no index has full names, so one statement would sort
 * all of them for every page.
 */
final class FullTableNames {
  // As the database compares names.
  private static final Comparator<String> BY_BYTES =
      (one, other) ->
          Arrays.compareUnsigned(
              one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));

  // With dots in names, tables of two databases can have the same full name.
  private static final Comparator<TableName> IN_ORDER =
      Comparator.comparing(TableName::toString, BY_BYTES).thenComparing(TableName::database);

  private final Handle handle;
  private final Sight sight;

  FullTableNames(Handle handle, Sight sight) {
    this.handle = handle;
    this.sight = sight;
  }

  private record Place(DatabaseId id, String name) {}

  List<TableName> page(
      CatalogId catalog, NamePattern databases, NamePattern tables, PageRequest page) {
    String after = page.after().orElse("");
    TreeSet<TableName> found = new TreeSet<>(IN_ORDER);
    for (Place database : databases(catalog, databases, after)) {
      String prefix = database.name() + ".";
      if (found.size() == page.maxResults()
          && BY_BYTES.compare(found.last().toString(), prefix) < 0) {
        break;
      }
      Optional<String> afterTable =
          after.startsWith(prefix)
              ? Optional.of(after.substring(prefix.length()))
              : Optional.empty();
      for (String table :
          tables(database.id(), tables, new PageRequest(page.maxResults(), afterTable))) {
        found.add(new TableName(database.name(), table));
      }
      while (found.size() > page.maxResults()) {
        found.pollLast();
      }
    }
    return List.copyOf(found);
  }

  // Those that have tables behind the given one, in the order of what full names begin with.
  private List<Place> databases(CatalogId catalog, NamePattern pattern, String after) {
    return Columns.bindRange(
            handle.createQuery(
                """
                SELECT d.database_id, d.name
                FROM   databases d
                WHERE  d.catalog_id = :catalogId AND d.name >= :from AND d.name <= :to
                  AND  d.name || '.' || (
                         SELECT MAX(t.name)
                         FROM   tables t
                         WHERE  t.database_id = d.database_id) > :after
                ORDER  BY d.name || '.'
                """),
            "from",
            "to",
            pattern)
        .bind("catalogId", catalog.value())
        .bind("after", after)
        .map((row, context) -> new Place(new DatabaseId(row.getString(1)), row.getString(2)))
        .list();
  }

  private List<String> tables(DatabaseId database, NamePattern pattern, PageRequest page) {
    return Visible.bind(
            Columns.bindPage(
                handle.createQuery(
                    """
                SELECT name
                FROM   tables t
                WHERE  database_id = :databaseId
                  AND  name >= :from AND name <= :to AND name > :after
                """
                        + Visible.TABLES.condition()
                        + """
                ORDER  BY name
                LIMIT  :limit
                """),
                pattern,
                page),
            sight)
        .bind("databaseId", database.value())
        .mapTo(String.class)
        .list();
  }
}
