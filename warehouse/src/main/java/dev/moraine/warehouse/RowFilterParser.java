package dev.moraine.warehouse;

import dev.moraine.error.InvalidRequest;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import net.sf.jsqlparser.expression.BooleanValue;
import net.sf.jsqlparser.expression.CastExpression;
import net.sf.jsqlparser.expression.DoubleValue;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.LongValue;
import net.sf.jsqlparser.expression.NotExpression;
import net.sf.jsqlparser.expression.SignedExpression;
import net.sf.jsqlparser.expression.operators.conditional.AndExpression;
import net.sf.jsqlparser.expression.operators.conditional.OrExpression;
import net.sf.jsqlparser.expression.operators.relational.Between;
import net.sf.jsqlparser.expression.operators.relational.ComparisonOperator;
import net.sf.jsqlparser.expression.operators.relational.ExpressionList;
import net.sf.jsqlparser.expression.operators.relational.InExpression;
import net.sf.jsqlparser.expression.operators.relational.IsNullExpression;
import net.sf.jsqlparser.expression.operators.relational.LikeExpression;
import net.sf.jsqlparser.schema.Column;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.Timestamp;
import org.apache.paimon.predicate.CastTransform;
import org.apache.paimon.predicate.FieldRef;
import org.apache.paimon.predicate.FieldTransform;
import org.apache.paimon.predicate.Predicate;
import org.apache.paimon.predicate.PredicateBuilder;
import org.apache.paimon.predicate.Transform;
import org.apache.paimon.types.DataType;
import org.apache.paimon.types.DataTypes;
import org.apache.paimon.types.DecimalType;
import org.apache.paimon.types.RowType;
import org.apache.paimon.types.TimestampType;
import org.apache.paimon.utils.DateTimeUtils;

/** Makes Paimon's predicate of a condition in SQL, by the types of the columns. */
final class RowFilterParser {
  /** Decimals of so many digits each have a double of their own. */
  private static final int EXACT_DIGITS = 15;

  private final RowType type;
  private final PredicateBuilder builder;

  RowFilterParser(RowType type) {
    this.type = type;
    this.builder = new PredicateBuilder(type);
  }

  Predicate parse(String sql) {
    return condition(RuleSql.parse(RuleSql.CONDITION, sql));
  }

  private Predicate condition(Expression wrapped) {
    Expression expression = RuleSql.unwrapped(wrapped);
    if (expression instanceof AndExpression and) {
      return PredicateBuilder.and(
          condition(and.getLeftExpression()), condition(and.getRightExpression()));
    } else if (expression instanceof OrExpression or) {
      return PredicateBuilder.or(
          condition(or.getLeftExpression()), condition(or.getRightExpression()));
    } else if (expression instanceof NotExpression not) {
      return negated(condition(not.getExpression()), expression);
    } else if (expression instanceof ComparisonOperator comparison) {
      return comparison(comparison);
    } else if (expression instanceof IsNullExpression isNull) {
      Transform column = new FieldTransform(column(isNull.getLeftExpression()));
      return isNull.isNot() || isNull.isUseNotNull()
          ? builder.isNotNull(column)
          : builder.isNull(column);
    } else if (expression instanceof InExpression in) {
      return in(in);
    } else if (expression instanceof Between between) {
      Operand operand = operand(between.getLeftExpression());
      Predicate inside =
          PredicateBuilder.and(
              builder.greaterOrEqual(
                  operand.transform(), operand.literal(between.getBetweenExpressionStart())),
              builder.lessOrEqual(
                  operand.transform(), operand.literal(between.getBetweenExpressionEnd())));
      return between.isNot() ? negated(inside, expression) : inside;
    } else if (expression instanceof LikeExpression like) {
      return like(like);
    } else if (expression instanceof Column column) {
      Operand operand = operand(column);
      return builder.equal(operand.transform(), operand.literal(new BooleanValue(true)));
    }
    throw unsupported(expression);
  }

  private static Predicate negated(Predicate predicate, Expression expression) {
    return predicate.negate().orElseThrow(() -> unsupported(expression));
  }

  private static InvalidRequest unsupported(Expression expression) {
    return new InvalidRequest(
        "A row filter cannot say '"
            + expression
            + "'; it compares columns with literals by =, <>, <, <=, >, >=, IS [NOT] NULL, [NOT] IN,"
            + " [NOT] BETWEEN and LIKE, and joins these by AND, OR and NOT");
  }

  private Predicate comparison(ComparisonOperator comparison) {
    boolean flipped =
        RuleSql.unwrapped(comparison.getRightExpression()) instanceof Column
            && !(RuleSql.unwrapped(comparison.getLeftExpression()) instanceof Column);
    Operand operand =
        operand(flipped ? comparison.getRightExpression() : comparison.getLeftExpression());
    Object literal =
        operand.literal(flipped ? comparison.getLeftExpression() : comparison.getRightExpression());
    BiFunction<Transform, Object, Predicate> function =
        switch (comparison.getStringExpression()) {
          case "=" -> builder::equal;
          case "<>", "!=" -> builder::notEqual;
          case "<" -> flipped ? builder::greaterThan : builder::lessThan;
          case "<=" -> flipped ? builder::greaterOrEqual : builder::lessOrEqual;
          case ">" -> flipped ? builder::lessThan : builder::greaterThan;
          case ">=" -> flipped ? builder::lessOrEqual : builder::greaterOrEqual;
          default -> throw unsupported(comparison);
        };
    return function.apply(operand.transform(), literal);
  }

  private Predicate in(InExpression in) {
    Operand operand = operand(in.getLeftExpression());
    if (!(in.getRightExpression() instanceof ExpressionList<?> list)) {
      throw unsupported(in);
    }
    List<Object> literals = list.stream().map(each -> operand.literal((Expression) each)).toList();
    Predicate inside = builder.in(operand.transform(), literals);
    return in.isNot() ? negated(inside, in) : inside;
  }

  private Predicate like(LikeExpression like) {
    if (like.getLikeKeyWord() != LikeExpression.KeyWord.LIKE
        || like.getEscape() != null
        || like.isUseBinary()
        || like.isNot()) {
      throw unsupported(like);
    }
    FieldRef column = column(like.getLeftExpression());
    requireText(column, like);
    String pattern = RuleSql.text(like.getRightExpression()).orElseThrow(() -> unsupported(like));
    // A backslash that escapes nothing makes Paimon's own LIKE fail while it reads.
    if (pattern.replaceAll("\\\\[_%\\\\]", "").contains("\\")) {
      throw new InvalidRequest(
          "In '" + like + "' a backslash stands before something else than %, _ or a backslash");
    }
    return builder.like(new FieldTransform(column), BinaryString.fromString(pattern));
  }

  private static void requireText(FieldRef column, Expression expression) {
    switch (column.type().getTypeRoot()) {
      case CHAR, VARCHAR -> {}
      default ->
          throw new InvalidRequest(
              "In '" + expression + "' the column has the type " + column.type() + ", no text");
    }
  }

  private FieldRef column(Expression expression) {
    if (RuleSql.unwrapped(expression) instanceof Column column) {
      return RuleSql.field(type, column);
    }
    throw new InvalidRequest(
        "A row filter compares columns as they are; '" + expression + "' is none");
  }

  private Operand operand(Expression expression) {
    FieldRef column = column(expression);
    return new Operand(column, transform(column));
  }

  // Paimon's JSON carries numbers, texts and booleans; what is none of these has to be compared as
  // one. Dates and timestamps are ordered as their texts are.
  private static Transform transform(FieldRef column) {
    return switch (column.type().getTypeRoot()) {
      case BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, FLOAT, DOUBLE, CHAR, VARCHAR ->
          new FieldTransform(column);
      case DATE, TIMESTAMP_WITHOUT_TIME_ZONE -> cast(column, DataTypes.STRING());
      case DECIMAL -> {
        if (((DecimalType) column.type()).getPrecision() > EXACT_DIGITS) {
          throw new InvalidRequest(
              "A row filter cannot compare the column '"
                  + column.name()
                  + "': decimals of more than "
                  + EXACT_DIGITS
                  + " digits cannot be told to clients exactly");
        }
        yield cast(column, DataTypes.DOUBLE());
      }
      default ->
          throw new InvalidRequest(
              "A row filter cannot compare the column '"
                  + column.name()
                  + "': Paimon's predicates carry no literals of the type "
                  + column.type());
    };
  }

  private static Transform cast(FieldRef column, DataType type) {
    return CastTransform.tryCreate(column, type).orElseThrow();
  }

  /** A column, and how it is compared. */
  private record Operand(FieldRef column, Transform transform) {
    Object literal(Expression wrapped) {
      Expression expression = RuleSql.unwrapped(wrapped);
      try {
        return read(expression)
            .orElseThrow(
                () ->
                    new InvalidRequest(
                        "The column '"
                            + column.name()
                            + "' has the type "
                            + column.type()
                            + ", and "
                            + expression
                            + " is no literal of that"));
      } catch (ArithmeticException | DateTimeException e) {
        throw new InvalidRequest(
            "The column '"
                + column.name()
                + "' has the type "
                + column.type()
                + ", which does not hold "
                + expression);
      }
    }

    private Optional<Object> read(Expression expression) {
      Optional<BigDecimal> number = number(expression);
      return switch (column.type().getTypeRoot()) {
        case BOOLEAN -> bool(expression).map(Object.class::cast);
        case TINYINT -> number.map(BigDecimal::byteValueExact);
        case SMALLINT -> number.map(BigDecimal::shortValueExact);
        case INTEGER -> number.map(BigDecimal::intValueExact);
        case BIGINT -> number.map(BigDecimal::longValueExact);
        case FLOAT -> number.map(BigDecimal::floatValue);
        case DOUBLE, DECIMAL -> number.map(BigDecimal::doubleValue);
        case CHAR, VARCHAR -> RuleSql.text(expression).map(BinaryString::fromString);
        case DATE ->
            moment(expression, "DATE")
                .map(text -> BinaryString.fromString(LocalDate.parse(text).toString()));
        case TIMESTAMP_WITHOUT_TIME_ZONE ->
            moment(expression, "TIMESTAMP").map(text -> BinaryString.fromString(timestamp(text)));
        default -> Optional.empty();
      };
    }

    private String timestamp(String text) {
      LocalDateTime moment =
          text.length() == "yyyy-MM-dd".length()
              ? LocalDate.parse(text).atStartOfDay()
              : LocalDateTime.parse(text.replace(' ', 'T'));
      int precision = ((TimestampType) column.type()).getPrecision();
      if (moment.getNano() % Math.pow(10, 9 - precision) != 0) {
        throw new ArithmeticException("finer than the column");
      }
      // As the cast on the other side writes it.
      return DateTimeUtils.formatTimestamp(Timestamp.fromLocalDateTime(moment), precision);
    }

    private static Optional<BigDecimal> number(Expression expression) {
      if (expression instanceof LongValue value) {
        return Optional.of(new BigDecimal(value.getStringValue()));
      } else if (expression instanceof DoubleValue value) {
        return Optional.of(new BigDecimal(value.toString()));
      } else if (expression instanceof SignedExpression signed && signed.getSign() == '-') {
        return number(signed.getExpression()).map(BigDecimal::negate);
      }
      return Optional.empty();
    }

    private static Optional<Boolean> bool(Expression expression) {
      if (expression instanceof BooleanValue value) {
        return Optional.of(value.getValue());
      }
      return expression instanceof Column column
              && (column.toString().equalsIgnoreCase("true")
                  || column.toString().equalsIgnoreCase("false"))
          ? Optional.of(Boolean.valueOf(column.toString()))
          : Optional.empty();
    }

    /** The text of a literal of this kind, or of one that does not say its kind. */
    private static Optional<String> moment(Expression expression, String kind) {
      // The parser takes DATE '…' for a cast.
      return RuleSql.text(
          expression instanceof CastExpression cast
                  && cast.isImplicitCast()
                  && cast.getColDataType().getDataType().equalsIgnoreCase(kind)
              ? cast.getLeftExpression()
              : expression);
    }
  }
}
