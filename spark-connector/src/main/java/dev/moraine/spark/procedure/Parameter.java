package dev.moraine.spark.procedure;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.paimon.utils.ParameterUtils;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.catalog.procedures.ProcedureParameter;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a procedure takes.
 *
 * @param <T> what its values are in Java
 */
public final class Parameter<T> {
  /** The table that the procedure is about, as {@code database.table}. */
  public static final Parameter<String> TABLE = text("table");

  /** Options of the table for this call alone, as {@code key=value,…}. */
  public static final Parameter<String> OPTIONS = text("options").optional();

  private interface Reading<T> {
    @Nullable T of(InternalRow arguments, int ordinal);
  }

  private final String name;
  private final DataType type;
  private final boolean required;
  private final Reading<T> reading;

  private Parameter(String name, DataType type, boolean required, Reading<T> reading) {
    this.name = name;
    this.type = type;
    this.required = required;
    this.reading = reading;
  }

  /** A text; a blank one counts as not given. */
  public static Parameter<String> text(String name) {
    return new Parameter<>(
        name,
        DataTypes.StringType,
        true,
        (arguments, ordinal) -> {
          String text = arguments.getUTF8String(ordinal).toString();
          return text.isBlank() ? null : text;
        });
  }

  /** A number of 64 bits. */
  public static Parameter<Long> number(String name) {
    return new Parameter<>(name, DataTypes.LongType, true, InternalRow::getLong);
  }

  /** A number of 32 bits. */
  public static Parameter<Integer> count(String name) {
    return new Parameter<>(name, DataTypes.IntegerType, true, InternalRow::getInt);
  }

  /** True or false. */
  public static Parameter<Boolean> flag(String name) {
    return new Parameter<>(name, DataTypes.BooleanType, true, InternalRow::getBoolean);
  }

  /** The same, but it may be left out. */
  public Parameter<T> optional() {
    return new Parameter<>(name, type, false, reading);
  }

  /** Its name, as {@code CALL} spells it. */
  public String name() {
    return name;
  }

  boolean isRequired() {
    return required;
  }

  @Nullable T read(InternalRow arguments, int ordinal) {
    return arguments.isNullAt(ordinal) ? null : reading.of(arguments, ordinal);
  }

  ProcedureParameter declared() {
    ProcedureParameter.Builder builder = ProcedureParameter.in(name, type);
    return required ? builder.build() : builder.defaultValue("NULL").build();
  }

  /** How SHOW PROCEDURES writes it. */
  String signature() {
    String typed = name + " " + type.sql().toUpperCase(Locale.ROOT);
    return required ? typed : "[" + typed + "]";
  }

  static Map<String, String> keyValues(String text) {
    return new TreeMap<>(ParameterUtils.parseCommaSeparatedKeyValues(text));
  }
}
