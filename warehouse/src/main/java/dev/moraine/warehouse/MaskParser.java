package dev.moraine.warehouse;

import dev.moraine.error.InvalidRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import net.sf.jsqlparser.expression.CastExpression;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.expression.NullValue;
import net.sf.jsqlparser.expression.operators.arithmetic.Concat;
import net.sf.jsqlparser.schema.Column;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.predicate.CastTransform;
import org.apache.paimon.predicate.ConcatTransform;
import org.apache.paimon.predicate.ConcatWsTransform;
import org.apache.paimon.predicate.FieldRef;
import org.apache.paimon.predicate.FieldTransform;
import org.apache.paimon.predicate.LowerTransform;
import org.apache.paimon.predicate.NullTransform;
import org.apache.paimon.predicate.Transform;
import org.apache.paimon.predicate.UpperTransform;
import org.apache.paimon.types.DataType;
import org.apache.paimon.types.DataTypeFamily;
import org.apache.paimon.types.DataTypeJsonParser;
import org.apache.paimon.types.RowType;

/**
 * Makes Paimon's transform of an expression in SQL. There are those that its JSON has: it knows no
 * SUBSTRING, and literals of texts only.
 */
final class MaskParser {
  private final RowType type;

  MaskParser(RowType type) {
    this.type = type;
  }

  /**
   * @param column whose values it takes the place of, and so their type
   */
  Transform parse(String column, String sql) {
    Transform transform = transform(RuleSql.unwrapped(RuleSql.parse(RuleSql.VALUE, sql)));
    DataType wanted = type.getField(column).type();
    if (transform instanceof NullTransform) {
      if (!wanted.isNullable()) {
        throw new InvalidRequest(
            "The column '" + column + "' is NOT NULL, so it cannot be masked as NULL");
      }
    } else if (!fits(wanted, transform.outputType())) {
      throw new InvalidRequest(
          "The mask of the column '"
              + column
              + "' has the type "
              + transform.outputType().copy(true)
              + ", not the column's, "
              + wanted.copy(true)
              + "; NULL fits any that may be null");
    }
    return transform;
  }

  private static boolean fits(DataType wanted, DataType given) {
    return wanted.copy(true).equals(given.copy(true))
        || wanted.is(DataTypeFamily.CHARACTER_STRING) && given.is(DataTypeFamily.CHARACTER_STRING);
  }

  private Transform transform(Expression expression) {
    if (expression instanceof NullValue) {
      return NullTransform.INSTANCE;
    } else if (expression instanceof Column column) {
      return new FieldTransform(RuleSql.field(type, column));
    } else if (RuleSql.text(expression).isPresent()) {
      return new ConcatTransform(List.of(text(expression)));
    } else if (expression instanceof Concat concat) {
      return new ConcatTransform(flattened(concat));
    } else if (expression instanceof CastExpression cast) {
      return cast(cast);
    } else if (expression instanceof Function function) {
      return function(function);
    }
    throw unsupported(expression);
  }

  private static InvalidRequest unsupported(Expression expression) {
    return new InvalidRequest(
        "A mask cannot be '"
            + expression
            + "'; it is NULL, a text in single quotes, a column, UPPER, LOWER, CONCAT or ||,"
            + " CONCAT_WS of these, or a CAST of a column");
  }

  private Transform function(Function function) {
    int count = function.getParameters() == null ? 0 : function.getParameters().size();
    return switch (function.getName().toUpperCase(Locale.ROOT)) {
      case "UPPER" -> new UpperTransform(inputs(function, count == 1));
      case "LOWER" -> new LowerTransform(inputs(function, count == 1));
      case "CONCAT" -> new ConcatTransform(inputs(function, count > 0));
      case "CONCAT_WS" -> new ConcatWsTransform(inputs(function, count > 1));
      default -> throw unsupported(function);
    };
  }

  private List<Object> inputs(Function function, boolean complete) {
    if (!complete) {
      throw unsupported(function);
    }
    List<Object> inputs = new ArrayList<>();
    for (Expression parameter : function.getParameters()) {
      inputs.add(text(parameter));
    }
    return inputs;
  }

  private List<Object> flattened(Expression expression) {
    if (!(RuleSql.unwrapped(expression) instanceof Concat concat)) {
      return List.of(text(expression));
    }
    List<Object> inputs = new ArrayList<>(flattened(concat.getLeftExpression()));
    inputs.addAll(flattened(concat.getRightExpression()));
    return inputs;
  }

  private Object text(Expression wrapped) {
    Expression expression = RuleSql.unwrapped(wrapped);
    if (expression instanceof Column column) {
      FieldRef field = RuleSql.field(type, column);
      if (!field.type().is(DataTypeFamily.CHARACTER_STRING)) {
        throw new InvalidRequest(
            "In a mask the column '"
                + field.name()
                + "' would have to be a text; it has the type "
                + field.type());
      }
      return field;
    }
    return RuleSql.text(expression)
        .map(BinaryString::fromString)
        .orElseThrow(() -> unsupported(expression));
  }

  private Transform cast(CastExpression cast) {
    if (!(RuleSql.unwrapped(cast.getLeftExpression()) instanceof Column column)) {
      throw unsupported(cast);
    }
    try {
      return CastTransform.tryCreate(
              RuleSql.field(type, column),
              DataTypeJsonParser.parseAtomicTypeSQLString(cast.getColDataType().toString()))
          .orElseThrow(() -> unsupported(cast));
    } catch (IllegalArgumentException e) {
      throw unsupported(cast);
    }
  }
}
