package dev.moraine.warehouse;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.paimon.shade.org.apache.avro.Schema;
import org.apache.paimon.shade.org.apache.avro.SchemaBuilder;
import org.apache.paimon.shade.org.apache.avro.generic.GenericRecord;

/**
 * A list of manifests as it is in its file.
 *
 * <p>Not read by Paimon's class, which drops the columns of newer clients. Source of the columns:
 * paimon-core ManifestFileMeta and ManifestEntry.
 *
 * @param names of the manifests' files
 * @param entryCount lines in all of these
 */
record ManifestList(AvroContainer content, List<String> names, long entryCount) {
  private static final String NAMESPACE = "org.apache.paimon.avro.generated";

  private static final Schema MANIFEST =
      SchemaBuilder.record("record")
          .namespace(NAMESPACE)
          .fields()
          .requiredString("_FILE_NAME")
          .requiredLong("_NUM_ADDED_FILES")
          .requiredLong("_NUM_DELETED_FILES")
          .endRecord();

  private static final Schema ENTRY =
      SchemaBuilder.record("record")
          .namespace(NAMESPACE)
          .fields()
          .requiredInt("_KIND")
          .requiredBytes("_PARTITION")
          .requiredInt("_BUCKET")
          .name("_FILE")
          .type(
              SchemaBuilder.record("record__FILE")
                  .fields()
                  .requiredString("_FILE_NAME")
                  .requiredInt("_LEVEL")
                  .endRecord())
          .noDefault()
          .endRecord();

  private static final int ADDED = 0;

  /** One line of a manifest: a data file that came or went. */
  record Entry(boolean isAdded, ByteBuffer partition, int bucket, int level, String file) {
    private static Entry of(GenericRecord row) {
      GenericRecord file = (GenericRecord) row.get("_FILE");
      return new Entry(
          (Integer) row.get("_KIND") == ADDED,
          (ByteBuffer) row.get("_PARTITION"),
          (Integer) row.get("_BUCKET"),
          (Integer) file.get("_LEVEL"),
          file.get("_FILE_NAME").toString());
    }
  }

  /**
   * @throws IOException when it is not there or no Avro file
   */
  static ManifestList read(Path file) throws IOException {
    AvroContainer content = AvroContainer.parse(Files.readAllBytes(file));
    List<GenericRecord> manifests = content.decode(MANIFEST);
    return new ManifestList(
        content,
        manifests.stream().map(manifest -> manifest.get("_FILE_NAME").toString()).toList(),
        manifests.stream()
            .mapToLong(
                manifest ->
                    (Long) manifest.get("_NUM_ADDED_FILES")
                        + (Long) manifest.get("_NUM_DELETED_FILES"))
            .sum());
  }

  static List<Entry> readEntries(Path manifest) throws IOException {
    return AvroContainer.parse(Files.readAllBytes(manifest)).decode(ENTRY).stream()
        .map(Entry::of)
        .toList();
  }

  /** Both, this one's first. */
  ManifestList plus(ManifestList other) throws IOException {
    return new ManifestList(
        content.plus(other.content),
        Stream.concat(names.stream(), other.names.stream()).toList(),
        entryCount + other.entryCount);
  }
}
