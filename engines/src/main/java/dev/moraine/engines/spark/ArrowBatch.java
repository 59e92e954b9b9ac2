package dev.moraine.engines.spark;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.flatbuf.Schema;
import org.apache.spark.connect.proto.DataType;
import org.jspecify.annotations.Nullable;

/**
 * Reads one Arrow stream, as Spark Connect sends it with every batch, into rows of text.
 *
 * <p>Source of the layout: Arrow's columnar format, "Encapsulated message format": a marker, the
 * length of a flatbuffer, the flatbuffer, a body of the length it tells; a length of 0 ends it.
 */
final class ArrowBatch {
  private static final int CONTINUATION = 0xFFFFFFFF;

  private ArrowBatch() {}

  /**
   * Reads all rows.
   *
   * @param schema the struct that Spark says the result is; its fields are the stream's columns
   * @throws IllegalStateException if the bytes are no such stream
   */
  static List<List<String>> rows(ByteBuffer stream, DataType schema) {
    ByteBuffer bytes = stream.slice().order(ByteOrder.LITTLE_ENDIAN);
    List<List<String>> rows = new ArrayList<>();
    @Nullable Schema columns = null;
    while (bytes.remaining() >= Integer.BYTES * 2) {
      int length = bytes.getInt();
      if (length == CONTINUATION) {
        length = bytes.getInt();
      }
      if (length == 0) {
        break;
      }
      Message message = Message.getRootAsMessage(slice(bytes, length));
      ByteBuffer body = slice(bytes, Math.toIntExact(message.bodyLength()));
      switch (message.headerType()) {
        case MessageHeader.Schema -> columns = (Schema) message.header(new Schema());
        case MessageHeader.RecordBatch -> {
          RecordBatch batch = (RecordBatch) message.header(new RecordBatch());
          if (columns == null || batch == null) {
            throw new IllegalStateException("An Arrow batch came before its schema");
          }
          append(batch, body, columns, schema, rows);
        }
        default ->
            throw new IllegalStateException(
                "Unexpected Arrow message " + MessageHeader.name(message.headerType()));
      }
    }
    return rows;
  }

  private static void append(
      RecordBatch batch, ByteBuffer body, Schema columns, DataType schema, List<List<String>> to) {
    if (batch.compression() != null) {
      throw new IllegalStateException("Compressed Arrow batches are not read");
    }
    ArrowCells cells = new ArrowCells(batch, body);
    List<ArrowCells.Column> readers = new ArrayList<>();
    for (int i = 0; i < columns.fieldsLength(); i++) {
      readers.add(cells.column(columns.fields(i), schema.getStruct().getFields(i).getDataType()));
    }
    int count = Math.toIntExact(batch.length());
    for (int row = 0; row < count; row++) {
      List<String> values = new ArrayList<>(readers.size());
      for (ArrowCells.Column reader : readers) {
        values.add(reader.text(row));
      }
      to.add(List.copyOf(values));
    }
  }

  private static ByteBuffer slice(ByteBuffer bytes, int length) {
    ByteBuffer slice = bytes.slice(bytes.position(), length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.position(bytes.position() + length);
    return slice;
  }
}
