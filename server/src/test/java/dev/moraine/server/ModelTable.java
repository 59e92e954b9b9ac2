package dev.moraine.server;

import dev.moraine.catalog.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a table should be, for {@link CatalogModelTest}: its history, without any machinery. */
final class ModelTable {
  /**
   * @param json as it was committed
   * @param rows by day
   */
  record Commit(long id, String json, Map<String, Long> rows) {}

  final TableId id;
  long schemaId;
  final List<Commit> commits = new ArrayList<>();
  final Map<String, Commit> tags = new TreeMap<>();

  /** A crash left the file of the next snapshot. */
  boolean fileAhead;

  ModelTable(TableId id) {
    this.id = id;
  }

  Optional<Commit> head() {
    return commits.isEmpty() ? Optional.empty() : Optional.of(commits.get(commits.size() - 1));
  }

  Map<String, Long> rows() {
    return head().map(Commit::rows).orElse(Map.of());
  }

  void commit(String json, String day, int rows) {
    Map<String, Long> sum = new TreeMap<>(rows());
    sum.merge(day, (long) rows, Long::sum);
    commits.add(new Commit(commits.size() + 1L, json, Map.copyOf(sum)));
    fileAhead = false;
  }

  void rollback(Commit target) {
    if (target.id() == commits.size()) {
      return;
    }
    commits.subList((int) target.id(), commits.size()).clear();
    tags.values().removeIf(tagged -> tagged.id() > target.id());
    fileAhead = false;
  }
}
