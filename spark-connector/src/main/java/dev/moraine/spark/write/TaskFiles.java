package dev.moraine.spark.write;

import java.util.List;
import org.apache.paimon.table.sink.CommitMessage;
import org.apache.spark.sql.connector.write.WriterCommitMessage;

/** The files that one task wrote. */
public record TaskFiles(List<CommitMessage> messages) implements WriterCommitMessage {}
