package dev.moraine.spark.read;

import java.io.Serializable;
import org.apache.paimon.predicate.Predicate;
import org.apache.paimon.types.RowType;
import org.jspecify.annotations.Nullable;

/**
 * What core's reader delivers and what Spark wants of it.
 *
 * @param physical the columns read
 * @param wanted a prefix of {@code physical}, handed to Spark
 * @param filter over {@code physical}; rows that fail it are dropped
 */
record RowLayout(RowType physical, RowType wanted, @Nullable Predicate filter)
    implements Serializable {}
