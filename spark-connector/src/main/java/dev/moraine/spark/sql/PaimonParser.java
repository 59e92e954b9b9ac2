package dev.moraine.spark.sql;

import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.TableIdentifier;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.parser.ParserInterface;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import scala.collection.immutable.Seq;

/**
 * Spark's parser, or whichever was there before, with unquoted names of system tables, and with the
 * statements for which Spark asks no catalog but its own.
 */
public final class PaimonParser implements ParserInterface {
  private final ParserInterface next;
  private final PaimonStatements statements;

  public PaimonParser(SparkSession session, ParserInterface next) {
    this.next = next;
    this.statements = new PaimonStatements(session);
  }

  @Override
  public LogicalPlan parsePlan(String sql) throws ParseException {
    Optional<LogicalPlan> procedures = statements.showProcedures(sql, next);
    return procedures.isPresent()
        ? procedures.get()
        : statements.takeOver(next.parsePlan(DollarNames.quoted(sql)));
  }

  @Override
  public LogicalPlan parseQuery(String sql) throws ParseException {
    return next.parseQuery(DollarNames.quoted(sql));
  }

  @Override
  public Expression parseExpression(String sql) throws ParseException {
    return next.parseExpression(sql);
  }

  @Override
  public TableIdentifier parseTableIdentifier(String sql) throws ParseException {
    return next.parseTableIdentifier(DollarNames.quoted(sql));
  }

  @Override
  public FunctionIdentifier parseFunctionIdentifier(String sql) throws ParseException {
    return next.parseFunctionIdentifier(sql);
  }

  @Override
  public Seq<String> parseMultipartIdentifier(String sql) throws ParseException {
    return next.parseMultipartIdentifier(DollarNames.quoted(sql));
  }

  @Override
  public StructType parseRoutineParam(String sql) throws ParseException {
    return next.parseRoutineParam(sql);
  }

  @Override
  public DataType parseDataType(String sql) throws ParseException {
    return next.parseDataType(sql);
  }

  @Override
  public StructType parseTableSchema(String sql) throws ParseException {
    return next.parseTableSchema(sql);
  }
}
