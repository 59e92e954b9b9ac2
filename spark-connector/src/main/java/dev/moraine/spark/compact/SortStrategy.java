package dev.moraine.spark.compact;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a compaction orders the rows of a partition. */
enum SortStrategy {
  /** Files are merged as they are. */
  NONE,
  /** By the columns, one after the other. */
  ORDER,
  /** By the columns at once, along a z-curve. */
  ZORDER,
  /** By the columns at once, along a Hilbert curve. */
  HILBERT;

  static SortStrategy named(@Nullable String name) {
    if (name == null) {
      return NONE;
    }
    for (SortStrategy strategy : values()) {
      if (strategy.name().equals(name.trim().toUpperCase(Locale.ROOT))) {
        return strategy;
      }
    }
    throw new IllegalArgumentException(
        "order_strategy '" + name + "' is unknown: use none, order, zorder or hilbert");
  }
}
