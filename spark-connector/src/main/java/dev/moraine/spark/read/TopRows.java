package dev.moraine.spark.read;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.paimon.io.DataFileMeta;
import org.apache.paimon.predicate.CompareUtils;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.source.DataSplit;
import org.apache.paimon.table.source.DeletionFile;
import org.apache.paimon.table.source.Split;
import org.apache.paimon.types.DataType;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.connector.expressions.NullOrdering;
import org.apache.spark.sql.connector.expressions.SortDirection;
import org.apache.spark.sql.connector.expressions.SortOrder;

/**
 * Leaves out files that cannot hold any of the first rows in an order.
 *
 * <p>Core has a choice of its own for this; it takes a split whose values are all null for the best
 * of all, wherever nulls are sorted.
 */
final class TopRows {
  private final ColumnBounds column;
  private final Comparator<Optional<Object>> order;
  private final boolean ascending;
  private final boolean nullsFirst;
  private final int limit;
  private final String description;

  private TopRows(ColumnBounds column, SortOrder order, int limit) {
    this.column = column;
    this.ascending = order.direction() == SortDirection.ASCENDING;
    this.nullsFirst = order.nullOrdering() == NullOrdering.NULLS_FIRST;
    this.order = comparator(column.type(), ascending, nullsFirst);
    this.limit = limit;
    this.description = "top " + limit + " by " + order;
  }

  /** Empty if metadata of files say nothing of the order. */
  static Optional<TopRows> of(FileStoreTable table, SortOrder[] orders, int limit) {
    if (!(orders[0].expression() instanceof NamedReference)) {
      return Optional.empty();
    }
    String[] names = ((NamedReference) orders[0].expression()).fieldNames();
    // Whatever is sorted by next, rows before the limit by the first column alone stay before it.
    return names.length == 1
        ? ColumnBounds.of(table, names[0]).map(column -> new TopRows(column, orders[0], limit))
        : Optional.empty();
  }

  private static Comparator<Optional<Object>> comparator(
      DataType type, boolean ascending, boolean nullsFirst) {
    return (left, right) -> {
      if (left.isEmpty() || right.isEmpty()) {
        int emptyFirst = Boolean.compare(right.isEmpty(), left.isEmpty());
        return nullsFirst ? emptyFirst : -emptyFirst;
      }
      int compared = CompareUtils.compareLiteral(type, left.get(), right.get());
      return ascending ? compared : -compared;
    };
  }

  /** Where the rows of a file lie: null values are empty. */
  private record Place(String fileName, Optional<Object> first, Optional<Object> last, long rows) {}

  /** The splits without such files. */
  List<Split> narrow(List<Split> splits) {
    if (!splits.stream().allMatch(TopRows::needsNoMerging)) {
      return splits;
    }
    List<Place> places = new ArrayList<>();
    for (Split split : splits) {
      DataSplit data = (DataSplit) split;
      for (int i = 0; i < data.dataFiles().size(); i++) {
        place(data, i).ifPresent(places::add);
      }
    }
    places.sort(Comparator.comparing(Place::last, order));
    long before = 0;
    for (Place place : places) {
      before += place.rows();
      if (before >= limit) {
        return without(filesBehind(place.last(), places), splits);
      }
    }
    return splits;
  }

  private static boolean needsNoMerging(Split split) {
    return ColumnBounds.areKnownOf(split) && ((DataSplit) split).rawConvertible();
  }

  private Optional<Place> place(DataSplit split, int index) {
    DataFileMeta file = split.dataFiles().get(index);
    return column
        .of(split, file)
        .map(
            bounds -> {
              boolean nulls = bounds.nulls() > 0;
              Optional<Object> least = Optional.ofNullable(ascending ? bounds.min() : bounds.max());
              Optional<Object> most = Optional.ofNullable(ascending ? bounds.max() : bounds.min());
              return new Place(
                  file.fileName(),
                  nulls && nullsFirst ? Optional.empty() : least,
                  nulls && !nullsFirst ? Optional.empty() : most,
                  file.rowCount() - deletedRows(split, index));
            });
  }

  // Of deletions that nobody counted, all rows may be meant.
  private static long deletedRows(DataSplit split, int index) {
    DeletionFile deletions = split.deletionFiles().map(files -> files.get(index)).orElse(null);
    if (deletions == null) {
      return 0;
    }
    Long counted = deletions.cardinality();
    return counted == null ? split.dataFiles().get(index).rowCount() : counted;
  }

  private Set<String> filesBehind(Optional<Object> bound, List<Place> places) {
    Set<String> behind = new HashSet<>();
    for (Place place : places) {
      if (order.compare(place.first(), bound) > 0) {
        behind.add(place.fileName());
      }
    }
    return behind;
  }

  private static List<Split> without(Set<String> fileNames, List<Split> splits) {
    List<Split> kept = new ArrayList<>();
    for (Split split : splits) {
      ((DataSplit) split)
          .filterDataFile(file -> !fileNames.contains(file.fileName()))
          .ifPresent(kept::add);
    }
    return kept;
  }

  @Override
  public String toString() {
    return description;
  }
}
