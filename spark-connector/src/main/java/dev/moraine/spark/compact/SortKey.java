package dev.moraine.spark.compact;

import java.io.Serializable;
import java.util.List;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.sort.hilbert.HilbertIndexer;
import org.apache.paimon.sort.zorder.ZIndexer;
import org.apache.paimon.types.RowType;
import org.jspecify.annotations.Nullable;

/**
 * The place of a row on a space-filling curve, as bytes that compare unsigned. For one task.
 *
 * @param strategy not {@link SortStrategy#NONE}; {@link SortStrategy#ORDER} needs no key, Spark
 *     compares the columns
 */
record SortKey(SortStrategy strategy, RowType rowType, List<String> columns, int stringBytes)
    implements Serializable {

  interface Bytes {
    byte[] of(InternalRow row);
  }

  @Nullable Bytes open() {
    switch (strategy) {
      case ZORDER:
        ZIndexer zCurve = new ZIndexer(rowType, columns, stringBytes);
        zCurve.open();
        return zCurve::index;
      case HILBERT:
        HilbertIndexer hilbertCurve = new HilbertIndexer(rowType, columns);
        hilbertCurve.open();
        return hilbertCurve::index;
      default:
        return null;
    }
  }
}
