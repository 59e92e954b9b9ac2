package dev.moraine.spark.write;

import java.util.List;
import java.util.Map;
import org.apache.paimon.table.sink.CommitMessage;
import org.apache.spark.sql.connector.write.WriterCommitMessage;

/**
 * The files that one task wrote, and the rows of other files that it found deleted.
 *
 * @param deleted serialized deletion vectors, by the name of the data file
 */
public record TaskFiles(List<CommitMessage> messages, Map<String, byte[]> deleted)
    implements WriterCommitMessage {}
