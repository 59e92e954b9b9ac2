package dev.moraine.warehouse;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.paimon.shade.org.apache.avro.Schema;
import org.apache.paimon.shade.org.apache.avro.file.Codec;
import org.apache.paimon.shade.org.apache.avro.file.DataFileConstants;
import org.apache.paimon.shade.org.apache.avro.file.DeflateCodec;
import org.apache.paimon.shade.org.apache.avro.file.ZstandardCodec;
import org.apache.paimon.shade.org.apache.avro.generic.GenericDatumReader;
import org.apache.paimon.shade.org.apache.avro.generic.GenericRecord;
import org.apache.paimon.shade.org.apache.avro.io.BinaryDecoder;
import org.apache.paimon.shade.org.apache.avro.io.BinaryEncoder;
import org.apache.paimon.shade.org.apache.avro.io.DecoderFactory;
import org.apache.paimon.shade.org.apache.avro.io.EncoderFactory;

/**
 * The content of an Avro file, which can be put behind another's without decoding either.
 *
 * <p>Avro's own reader parses the schema for every file, which takes longer than reading the few
 * rows of a manifest; here the schemas that were seen are kept. Source: Avro specification, "Object
 * Container Files".
 *
 * @param schema its JSON
 * @param codec Avro's name of the compression
 * @param rows encoded, one after the other, not compressed
 */
record AvroContainer(String schema, String codec, long rowCount, byte[] rows) {
  private static final Map<String, Codec> CODECS =
      Map.of(
          DataFileConstants.ZSTANDARD_CODEC, new ZstandardCodec(1, false, true),
          DataFileConstants.DEFLATE_CODEC, new DeflateCodec(1));

  private static final byte[] MAGIC = {'O', 'b', 'j', 1};
  private static final int SYNC_BYTES = 16;

  /** One for each kind of file and version of a client. */
  private static final int KEPT_SCHEMAS = 64;

  private static final Map<String, Schema> SCHEMAS = new ConcurrentHashMap<>();

  /**
   * @throws IOException when it is no such file, or its codec is none of those that Paimon uses
   */
  static AvroContainer parse(byte[] file) throws IOException {
    BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(file, null);
    byte[] magic = new byte[MAGIC.length];
    decoder.readFixed(magic);
    if (!Arrays.equals(magic, MAGIC)) {
      throw new IOException("Not an Avro file");
    }
    String schema = "";
    String codec = DataFileConstants.NULL_CODEC;
    for (long left = decoder.readMapStart(); left > 0; left = decoder.mapNext()) {
      for (; left > 0; left--) {
        String key = decoder.readString();
        String value = text(decoder.readBytes(null));
        schema = key.equals(DataFileConstants.SCHEMA) ? value : schema;
        codec = key.equals(DataFileConstants.CODEC) ? value : codec;
      }
    }
    byte[] sync = new byte[SYNC_BYTES];
    decoder.readFixed(sync);
    long count = 0;
    ByteArrayOutputStream rows = new ByteArrayOutputStream();
    while (!decoder.isEnd()) {
      count += decoder.readLong();
      ByteBuffer block = decompress(codec, decoder.readBytes(null));
      rows.write(block.array(), block.arrayOffset() + block.position(), block.remaining());
      decoder.skipFixed(SYNC_BYTES);
    }
    return new AvroContainer(schema, codec, count, rows.toByteArray());
  }

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.UTF_8.decode(bytes).toString();
  }

  private static ByteBuffer decompress(String codec, ByteBuffer block) throws IOException {
    return codec.equals(DataFileConstants.NULL_CODEC) ? block : codec(codec).decompress(block);
  }

  private static ByteBuffer compress(String codec, ByteBuffer block) throws IOException {
    return codec.equals(DataFileConstants.NULL_CODEC) ? block : codec(codec).compress(block);
  }

  private static Codec codec(String name) throws IOException {
    Codec codec = CODECS.get(name);
    if (codec == null) {
      throw new IOException("The Avro codec '" + name + "' is none that Paimon uses");
    }
    return codec;
  }

  /**
   * This one's rows and then the other's.
   *
   * @throws IOException when they are not of one schema
   */
  AvroContainer plus(AvroContainer other) throws IOException {
    if (!schema.equals(other.schema)) {
      throw new IOException("Written by clients of different versions");
    }
    byte[] both = Arrays.copyOf(rows, rows.length + other.rows.length);
    System.arraycopy(other.rows, 0, both, rows.length, other.rows.length);
    return new AvroContainer(schema, codec, rowCount + other.rowCount, both);
  }

  byte[] toFile() throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(file, null);
    encoder.writeFixed(MAGIC);
    encoder.writeMapStart();
    encoder.setItemCount(2);
    write(encoder, DataFileConstants.SCHEMA, schema);
    write(encoder, DataFileConstants.CODEC, codec);
    encoder.writeMapEnd();
    byte[] sync = sync();
    encoder.writeFixed(sync);
    if (rowCount > 0) {
      encoder.writeLong(rowCount);
      encoder.writeBytes(compress(codec, ByteBuffer.wrap(rows)));
      encoder.writeFixed(sync);
    }
    encoder.flush();
    return file.toByteArray();
  }

  private static void write(BinaryEncoder encoder, String key, String value) throws IOException {
    encoder.startItem();
    encoder.writeString(key);
    encoder.writeBytes(value.getBytes(StandardCharsets.UTF_8));
  }

  // Marks where a block ends; any bytes that are not likely to be in one.
  private byte[] sync() {
    UUID digest = UUID.nameUUIDFromBytes(rows);
    return ByteBuffer.allocate(SYNC_BYTES)
        .putLong(digest.getMostSignificantBits())
        .putLong(digest.getLeastSignificantBits())
        .array();
  }

  /**
   * @param columns those that are wanted; the rest is skipped
   */
  List<GenericRecord> decode(Schema columns) throws IOException {
    GenericDatumReader<GenericRecord> reader = new GenericDatumReader<>(parsed(schema), columns);
    BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(rows, null);
    List<GenericRecord> decoded = new ArrayList<>();
    for (long row = 0; row < rowCount; row++) {
      decoded.add(reader.read(null, decoder));
    }
    return decoded;
  }

  // Always the same object for a text: Avro keeps what it works out for a pair of schemas by that.
  private static Schema parsed(String schema) {
    if (SCHEMAS.size() > KEPT_SCHEMAS) {
      SCHEMAS.clear();
    }
    return SCHEMAS.computeIfAbsent(schema, json -> new Schema.Parser().parse(json));
  }
}
