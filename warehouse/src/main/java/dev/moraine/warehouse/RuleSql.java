package dev.moraine.warehouse;

import dev.moraine.error.InvalidRequest;
import java.util.Optional;
import net.sf.jsqlparser.JSQLParserException;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.StringValue;
import net.sf.jsqlparser.expression.operators.relational.ParenthesedExpressionList;
import net.sf.jsqlparser.parser.CCJSqlParserUtil;
import net.sf.jsqlparser.schema.Column;
import org.apache.paimon.predicate.FieldRef;
import org.apache.paimon.types.DataField;
import org.apache.paimon.types.RowType;

/** What row filters and masks have in common as SQL. */
final class RuleSql {
  private RuleSql() {}

  @FunctionalInterface
  interface Parser {
    Expression parse(String sql) throws JSQLParserException;
  }

  static final Parser CONDITION = sql -> CCJSqlParserUtil.parseCondExpression(sql, false);
  static final Parser VALUE = sql -> CCJSqlParserUtil.parseExpression(sql, false);

  static Expression parse(Parser parser, String sql) {
    try {
      return parser.parse(sql);
    } catch (JSQLParserException e) {
      throw new InvalidRequest("This is no SQL expression: " + sql);
    }
  }

  static Expression unwrapped(Expression expression) {
    return expression instanceof ParenthesedExpressionList<?> list && list.size() == 1
        ? unwrapped((Expression) list.get(0))
        : expression;
  }

  static FieldRef field(RowType type, Column column) {
    String name = column.getUnquotedColumnName();
    if (column.getTable() != null || column.getArrayConstructor() != null) {
      throw new InvalidRequest(
          "A rule names columns of the table itself, by their names alone, not '" + column + "'");
    }
    int index = type.getFieldIndex(name);
    if (index < 0) {
      throw new InvalidRequest(
          "The table has no column '"
              + name
              + "'; it has "
              + String.join(", ", type.getFieldNames())
              + " (text is written in single quotes)");
    }
    DataField field = type.getFields().get(index);
    return new FieldRef(index, field.name(), field.type());
  }

  static Optional<String> text(Expression expression) {
    return expression instanceof StringValue value
        ? Optional.of(value.getNotExcapedValue())
        : Optional.empty();
  }
}
