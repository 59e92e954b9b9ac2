package dev.moraine.engines.spark;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.IntFunction;
import org.apache.arrow.flatbuf.Decimal;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.FloatingPoint;
import org.apache.arrow.flatbuf.Int;
import org.apache.arrow.flatbuf.Precision;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.flatbuf.Timestamp;
import org.apache.arrow.flatbuf.Type;
import org.apache.spark.connect.proto.DataType;

/**
 * The columns of one record batch, taken in the order of their buffers, depth first.
 *
 * <p>Cells read as Spark's {@code show} prints them. Types are those that Spark writes and no more.
 */
final class ArrowCells {
  private static final String ABSENT = "NULL";
  private static final DateTimeFormatter TIMESTAMP =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu-MM-dd HH:mm:ss")
          .appendFraction(ChronoField.MICRO_OF_SECOND, 0, 6, true)
          .toFormatter(Locale.ROOT);

  private final RecordBatch batch;
  private final ByteBuffer body;
  private int nextNode;
  private int nextBuffer;

  /** A column's cells as text. */
  record Column(ByteBuffer validity, IntFunction<String> present) {
    String text(int row) {
      boolean isPresent =
          validity.capacity() == 0 || (validity.get(row >> 3) >> (row & 7) & 1) == 1;
      return isPresent ? present.apply(row) : ABSENT;
    }
  }

  ArrowCells(RecordBatch batch, ByteBuffer body) {
    this.batch = batch;
    this.body = body;
  }

  /** The next column; columns are asked for in the schema's order. */
  Column column(Field field, DataType type) {
    FieldNode node = batch.nodes(nextNode++);
    if (field.typeType() == Type.Null) {
      return new Column(empty(), row -> ABSENT);
    }
    ByteBuffer validity = buffer();
    return new Column(node.nullCount() == 0 ? empty() : validity, present(field, type));
  }

  private IntFunction<String> present(Field field, DataType type) {
    return switch (field.typeType()) {
      case Type.Bool -> bool(buffer());
      case Type.Int -> integer(((Int) header(field, new Int())).bitWidth(), buffer());
      case Type.FloatingPoint ->
          floating(((FloatingPoint) header(field, new FloatingPoint())).precision(), buffer());
      case Type.Decimal -> decimal((Decimal) header(field, new Decimal()), buffer());
      case Type.Date -> date(buffer());
      case Type.Timestamp -> timestamp((Timestamp) header(field, new Timestamp()), buffer());
      case Type.Duration -> duration(SparkTypes.dayTimeRange(type), buffer());
      case Type.Interval -> interval(type, buffer());
      case Type.Utf8, Type.LargeUtf8 -> {
        Offsets offsets = offsets(field);
        ByteBuffer data = buffer();
        yield row -> new String(offsets.bytes(data, row), StandardCharsets.UTF_8);
      }
      case Type.Binary, Type.LargeBinary -> {
        Offsets offsets = offsets(field);
        ByteBuffer data = buffer();
        HexFormat hex = HexFormat.ofDelimiter(" ").withUpperCase();
        yield row -> "[" + hex.formatHex(offsets.bytes(data, row)) + "]";
      }
      case Type.List, Type.LargeList -> list(field, type);
      case Type.Map -> map(field, type);
      case Type.Struct_ -> struct(field, type);
      default ->
          throw new IllegalStateException(
              "Arrow type " + Type.name(field.typeType()) + " is not read");
    };
  }

  private IntFunction<String> list(Field field, DataType type) {
    Offsets offsets = offsets(field);
    Column elements = column(field.children(0), type.getArray().getElementType());
    return row -> {
      List<String> texts = new ArrayList<>();
      for (int i = offsets.start(row); i < offsets.start(row + 1); i++) {
        texts.add(elements.text(i));
      }
      return "[" + String.join(", ", texts) + "]";
    };
  }

  private IntFunction<String> map(Field field, DataType type) {
    Offsets offsets = offsets(field);
    Field entries = field.children(0);
    // The entries' own node and validity: a struct that is never absent.
    nextNode++;
    buffer();
    Column keys = column(entries.children(0), type.getMap().getKeyType());
    Column values = column(entries.children(1), type.getMap().getValueType());
    return row -> {
      List<String> texts = new ArrayList<>();
      for (int i = offsets.start(row); i < offsets.start(row + 1); i++) {
        texts.add(keys.text(i) + " -> " + values.text(i));
      }
      return "{" + String.join(", ", texts) + "}";
    };
  }

  private IntFunction<String> struct(Field field, DataType type) {
    List<Column> children = new ArrayList<>();
    for (int i = 0; i < field.childrenLength(); i++) {
      DataType child =
          i < type.getStruct().getFieldsCount()
              ? type.getStruct().getFields(i).getDataType()
              : DataType.getDefaultInstance();
      children.add(column(field.children(i), child));
    }
    return row -> {
      List<String> texts = new ArrayList<>();
      children.forEach(child -> texts.add(child.text(row)));
      return "{" + String.join(", ", texts) + "}";
    };
  }

  private static IntFunction<String> bool(ByteBuffer data) {
    return row -> Boolean.toString((data.get(row >> 3) >> (row & 7) & 1) == 1);
  }

  private static IntFunction<String> integer(int bits, ByteBuffer data) {
    return switch (bits) {
      case 8 -> row -> Byte.toString(data.get(row));
      case 16 -> row -> Short.toString(data.getShort(row * Short.BYTES));
      case 32 -> row -> Integer.toString(data.getInt(row * Integer.BYTES));
      default -> row -> Long.toString(data.getLong(row * Long.BYTES));
    };
  }

  private static IntFunction<String> floating(short precision, ByteBuffer data) {
    return precision == Precision.SINGLE
        ? row -> Float.toString(data.getFloat(row * Float.BYTES))
        : row -> Double.toString(data.getDouble(row * Double.BYTES));
  }

  private static IntFunction<String> decimal(Decimal decimal, ByteBuffer data) {
    int width = decimal.bitWidth() / 8;
    return row -> {
      byte[] bigEndian = new byte[width];
      for (int i = 0; i < width; i++) {
        bigEndian[width - 1 - i] = data.get(row * width + i);
      }
      return new BigDecimal(new BigInteger(bigEndian), decimal.scale()).toPlainString();
    };
  }

  private static IntFunction<String> date(ByteBuffer data) {
    return row -> LocalDate.ofEpochDay(data.getInt(row * Integer.BYTES)).toString();
  }

  private static IntFunction<String> timestamp(Timestamp type, ByteBuffer data) {
    String zoneName = type.timezone();
    ZoneId zone = zoneName == null ? ZoneOffset.UTC : ZoneId.of(zoneName, ZoneId.SHORT_IDS);
    return row -> {
      long micros = data.getLong(row * Long.BYTES);
      Instant instant =
          Instant.ofEpochSecond(
              Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
      return TIMESTAMP.format(LocalDateTime.ofInstant(instant, zone));
    };
  }

  private static IntFunction<String> duration(List<String> range, ByteBuffer data) {
    return row -> SparkIntervals.dayTime(data.getLong(row * Long.BYTES), range);
  }

  private static IntFunction<String> interval(DataType type, ByteBuffer data) {
    if (type.hasYearMonthInterval()) {
      List<String> range = SparkTypes.yearMonthRange(type);
      return row -> SparkIntervals.yearMonth(data.getInt(row * Integer.BYTES), range);
    }
    // Months, days, nanoseconds. Source: Arrow's MONTH_DAY_NANO.
    return row ->
        data.getInt(row * 16)
            + " months "
            + data.getInt(row * 16 + 4)
            + " days "
            + BigDecimal.valueOf(data.getLong(row * 16 + 8), 9).stripTrailingZeros().toPlainString()
            + " seconds";
  }

  /** Where each row's bytes or elements begin; one more than there are rows. */
  private record Offsets(ByteBuffer data, boolean isLong) {
    int start(int row) {
      return data.capacity() == 0
          ? 0
          : isLong
              ? Math.toIntExact(data.getLong(row * Long.BYTES))
              : data.getInt(row * Integer.BYTES);
    }

    byte[] bytes(ByteBuffer values, int row) {
      int start = start(row);
      byte[] bytes = new byte[start(row + 1) - start];
      values.get(start, bytes);
      return bytes;
    }
  }

  private Offsets offsets(Field field) {
    boolean isLong =
        switch (field.typeType()) {
          case Type.LargeUtf8, Type.LargeBinary, Type.LargeList -> true;
          default -> false;
        };
    return new Offsets(buffer(), isLong);
  }

  private ByteBuffer buffer() {
    org.apache.arrow.flatbuf.Buffer place = batch.buffers(nextBuffer++);
    return body.slice(Math.toIntExact(place.offset()), Math.toIntExact(place.length()))
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ByteBuffer empty() {
    return ByteBuffer.allocate(0);
  }

  private static com.google.flatbuffers.Table header(
      Field field, com.google.flatbuffers.Table into) {
    return Objects.requireNonNull(field.type(into), "An Arrow type is empty");
  }
}
