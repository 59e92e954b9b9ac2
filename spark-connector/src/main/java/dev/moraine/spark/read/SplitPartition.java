package dev.moraine.spark.read;

import java.util.List;
import org.apache.paimon.table.source.Split;
import org.apache.spark.sql.connector.read.InputPartition;

/** The splits that one task reads, in order. */
public record SplitPartition(List<Split> splits) implements InputPartition {}
