package dev.moraine.engines.spark;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.spark.connect.proto.DataType;

/** Names Spark's types as Spark SQL does. */
final class SparkTypes {
  static final List<String> DAY_TIME = List.of("DAY", "HOUR", "MINUTE", "SECOND");
  static final List<String> YEAR_MONTH = List.of("YEAR", "MONTH");

  private SparkTypes() {}

  static List<SparkColumn> columns(DataType schema) {
    return schema.getStruct().getFieldsList().stream()
        .map(field -> new SparkColumn(field.getName(), name(field.getDataType())))
        .toList();
  }

  static String name(DataType type) {
    return switch (type.getKindCase()) {
      case NULL -> "void";
      case BYTE -> "tinyint";
      case SHORT -> "smallint";
      case INTEGER -> "int";
      case LONG -> "bigint";
      case DECIMAL ->
          "decimal(" + type.getDecimal().getPrecision() + "," + type.getDecimal().getScale() + ")";
      case CHAR -> "char(" + type.getChar().getLength() + ")";
      case VAR_CHAR -> "varchar(" + type.getVarChar().getLength() + ")";
      case CALENDAR_INTERVAL -> "interval";
      case YEAR_MONTH_INTERVAL -> "interval " + range(yearMonthRange(type));
      case DAY_TIME_INTERVAL -> "interval " + range(dayTimeRange(type));
      case ARRAY -> "array<" + name(type.getArray().getElementType()) + ">";
      case MAP ->
          "map<"
              + name(type.getMap().getKeyType())
              + ","
              + name(type.getMap().getValueType())
              + ">";
      case STRUCT ->
          type.getStruct().getFieldsList().stream()
              .map(field -> field.getName() + ":" + name(field.getDataType()))
              .collect(Collectors.joining(",", "struct<", ">"));
      case UDT -> name(type.getUdt().getSqlType());
      case UNPARSED -> type.getUnparsed().getDataTypeString();
      default -> type.getKindCase().name().toLowerCase(Locale.ROOT);
    };
  }

  /** The fields that an interval spans, such as DAY, HOUR, MINUTE. */
  static List<String> dayTimeRange(DataType type) {
    DataType.DayTimeInterval interval = type.getDayTimeInterval();
    int start = interval.hasStartField() ? interval.getStartField() : 0;
    int end = interval.hasEndField() ? interval.getEndField() : DAY_TIME.size() - 1;
    return DAY_TIME.subList(start, end + 1);
  }

  static List<String> yearMonthRange(DataType type) {
    DataType.YearMonthInterval interval = type.getYearMonthInterval();
    int start = interval.hasStartField() ? interval.getStartField() : 0;
    int end = interval.hasEndField() ? interval.getEndField() : YEAR_MONTH.size() - 1;
    return YEAR_MONTH.subList(start, end + 1);
  }

  private static String range(List<String> fields) {
    String first = fields.get(0).toLowerCase(Locale.ROOT);
    String last = fields.get(fields.size() - 1).toLowerCase(Locale.ROOT);
    return fields.size() == 1 ? first : first + " to " + last;
  }
}
