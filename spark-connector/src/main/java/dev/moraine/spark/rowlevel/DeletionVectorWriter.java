package dev.moraine.spark.rowlevel;

import dev.moraine.spark.write.FileStoreTarget;
import dev.moraine.spark.write.RowWriter;
import dev.moraine.spark.write.TaskFiles;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.paimon.deletionvectors.Bitmap64DeletionVector;
import org.apache.paimon.deletionvectors.BitmapDeletionVector;
import org.apache.paimon.deletionvectors.DeletionVector;
import org.apache.paimon.types.RowKind;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.write.DeltaWriter;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** One task's new rows, and the positions of those that it found deleted. */
final class DeletionVectorWriter extends RowWriter implements DeltaWriter<InternalRow> {
  private final boolean bitmap64;
  private final Map<UTF8String, DeletionVector> deleted = new HashMap<>();
  private @Nullable UTF8String lastPath;
  private @Nullable DeletionVector lastVector;

  DeletionVectorWriter(FileStoreTarget target) {
    super(target, target.table().rowType().getFieldCount());
    this.bitmap64 = target.table().coreOptions().deletionVectorBitmap64();
  }

  @Override
  public void delete(InternalRow metadata, InternalRow id) {
    vector(id.getUTF8String(0)).delete(id.getLong(1));
  }

  // Rows mostly come file by file.
  private DeletionVector vector(UTF8String path) {
    DeletionVector vector = lastVector;
    if (vector == null || !path.equals(lastPath)) {
      UTF8String key = path.copy();
      vector =
          deleted.computeIfAbsent(
              key, file -> bitmap64 ? new Bitmap64DeletionVector() : new BitmapDeletionVector());
      lastPath = key;
      lastVector = vector;
    }
    return vector;
  }

  @Override
  public void update(InternalRow metadata, InternalRow id, InternalRow row) {
    throw new IllegalStateException("Spark was told to make an update a delete and an insert");
  }

  @Override
  public void insert(InternalRow row) throws IOException {
    write(view(row), RowKind.INSERT);
  }

  @Override
  public void write(InternalRow row) throws IOException {
    insert(row);
  }

  @Override
  public TaskFiles commit() throws IOException {
    Map<String, byte[]> vectors = new HashMap<>();
    deleted.forEach(
        (path, vector) ->
            vectors.put(fileName(path.toString()), DeletionVector.serializeToBytes(vector)));
    return new TaskFiles(super.commit().messages(), vectors);
  }

  private static String fileName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
