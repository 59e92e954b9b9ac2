package dev.moraine.warehouse;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.paimon.shade.org.apache.avro.Schema;
import org.apache.paimon.shade.org.apache.avro.SchemaBuilder;
import org.apache.paimon.shade.org.apache.avro.file.CodecFactory;
import org.apache.paimon.shade.org.apache.avro.file.DataFileConstants;
import org.apache.paimon.shade.org.apache.avro.file.DataFileReader;
import org.apache.paimon.shade.org.apache.avro.file.DataFileWriter;
import org.apache.paimon.shade.org.apache.avro.file.SeekableByteArrayInput;
import org.apache.paimon.shade.org.apache.avro.generic.GenericDatumReader;
import org.apache.paimon.shade.org.apache.avro.generic.GenericDatumWriter;
import org.apache.paimon.shade.org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * A list of manifests as it is in its file.
 *
 * <p>Read as Avro and not by Paimon's class, which drops the columns of newer clients. Source of
 * the columns: paimon-core ManifestFileMeta and ManifestEntry.
 *
 * @param codec that it is compressed with
 */
record ManifestList(Schema schema, String codec, List<GenericRecord> manifests) {
  /** What is needed of a manifest's entries; the rest is skipped. */
  private static final Schema ENTRY =
      SchemaBuilder.record("record")
          .namespace("org.apache.paimon.avro.generated")
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
    List<GenericRecord> manifests = new ArrayList<>();
    try (DataFileReader<GenericRecord> reader = open(file, null)) {
      reader.forEachRemaining(manifests::add);
      String codec = reader.getMetaString(DataFileConstants.CODEC);
      return new ManifestList(
          reader.getSchema(), codec == null ? DataFileConstants.NULL_CODEC : codec, manifests);
    }
  }

  static List<Entry> readEntries(Path manifest) throws IOException {
    List<Entry> entries = new ArrayList<>();
    try (DataFileReader<GenericRecord> reader = open(manifest, ENTRY)) {
      reader.forEachRemaining(row -> entries.add(Entry.of(row)));
    }
    return entries;
  }

  private static DataFileReader<GenericRecord> open(Path file, @Nullable Schema expected)
      throws IOException {
    GenericDatumReader<GenericRecord> rows = new GenericDatumReader<>(null, expected);
    return new DataFileReader<>(new SeekableByteArrayInput(Files.readAllBytes(file)), rows);
  }

  /** Both, this one's first; only for lists of one schema. */
  ManifestList plus(ManifestList other) {
    return new ManifestList(
        schema, codec, Stream.concat(manifests.stream(), other.manifests.stream()).toList());
  }

  /** The file's content. */
  byte[] toBytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataFileWriter<GenericRecord> writer =
        new DataFileWriter<>(new GenericDatumWriter<>(schema))) {
      writer.setCodec(CodecFactory.fromString(codec)).create(schema, bytes);
      for (GenericRecord manifest : manifests) {
        writer.append(manifest);
      }
    }
    return bytes.toByteArray();
  }

  List<String> names() {
    return manifests.stream().map(ManifestList::name).toList();
  }

  long entryCount() {
    return manifests.stream()
        .mapToLong(
            each -> (Long) each.get("_NUM_ADDED_FILES") + (Long) each.get("_NUM_DELETED_FILES"))
        .sum();
  }

  private static String name(GenericRecord manifest) {
    return manifest.get("_FILE_NAME").toString();
  }
}
