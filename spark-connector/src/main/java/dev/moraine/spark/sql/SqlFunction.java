package dev.moraine.spark.sql;

import dev.moraine.spark.types.SparkTypes;
import java.util.Arrays;
import java.util.List;
import org.apache.paimon.function.Function;
import org.apache.paimon.function.FunctionDefinition;
import org.apache.paimon.types.DataField;
import org.apache.paimon.types.RowType;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.MutableProjection;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.classic.Dataset;
import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.connector.catalog.functions.UnboundFunction;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A function of Paimon's catalog whose definition in the dialect {@code spark} is SQL.
 *
 * <p>Spark compiles the definition as it compiles the columns of a query; a call computes it over a
 * row of the arguments. Not for several threads: each task has its own.
 */
public final class SqlFunction implements UnboundFunction, ScalarFunction<Object> {
  private final String name;
  private final String sql;
  private final StructType parameters;
  private final DataType result;
  private final boolean deterministic;
  private final Expression definition;
  private final Seq<Attribute> inputs;
  private transient @Nullable MutableProjection compiled;

  private SqlFunction(
      Function function, String sql, StructType parameters, DataType result, Project computed) {
    this.name = function.fullName();
    this.sql = sql;
    this.parameters = parameters;
    this.result = result;
    this.deterministic = function.isDeterministic();
    this.definition = (Expression) computed.projectList().head();
    this.inputs = computed.child().output();
  }

  /**
   * The function, ready to be bound.
   *
   * @throws UnsupportedOperationException if it has no definition in Spark's SQL, or one that does
   *     not compute a value from a row
   */
  public static SqlFunction of(SparkSession session, Function function) {
    FunctionDefinition definition = function.definition(ViewStatements.DIALECT);
    List<DataField> outputs = function.returnParams().orElse(List.of());
    if (!(definition instanceof FunctionDefinition.SQLFunctionDefinition inSql)
        || outputs.size() != 1) {
      throw new UnsupportedOperationException(
          "Function " + function.fullName() + " is not defined in Spark's SQL");
    }
    StructType parameters =
        SparkTypes.carried(new RowType(function.inputParams().orElse(List.of())));
    DataType result = SparkTypes.carried(outputs.get(0).type());
    String sql = inSql.definition();
    LogicalPlan plan = optimised(session, sql, parameters, result);
    // An aggregate, a generator or a window would be another plan.
    if (!(plan instanceof Project computed)
        || !computed.child().children().isEmpty()
        || SubqueryExpression.hasSubquery((Expression) computed.projectList().head())) {
      throw new UnsupportedOperationException(
          "Function " + function.fullName() + " computes more than one row's value: " + sql);
    }
    return new SqlFunction(function, sql, parameters, result, computed);
  }

  // The optimizer replaces what is not computed as it stands. The rows are an RDD's, which it does
  // not look into: of a list that is empty it would compute the result beforehand.
  private static LogicalPlan optimised(
      SparkSession session, String sql, StructType parameters, DataType result) {
    Dataset<Row> rows =
        (Dataset<Row>)
            session
                .createDataFrame(
                    JavaSparkContext.fromSparkContext(session.sparkContext()).<Row>emptyRDD(),
                    parameters)
                .select(functions.expr(sql).cast(result).as("__moraine_result"));
    return rows.queryExecution().optimizedPlan();
  }

  @Override
  public BoundFunction bind(StructType arguments) {
    if (arguments.length() != parameters.length()) {
      throw new UnsupportedOperationException(
          "Function %s takes %d arguments, not %d"
              .formatted(name, parameters.length(), arguments.length()));
    }
    return this;
  }

  @Override
  public Object produceResult(InternalRow arguments) {
    MutableProjection projection = compiled;
    if (projection == null) {
      projection =
          MutableProjection.create(
              CollectionConverters.asScala(List.of(definition)).toSeq(), inputs);
      compiled = projection;
    }
    return projection.apply(arguments).get(0, result);
  }

  @Override
  public DataType[] inputTypes() {
    return Arrays.stream(parameters.fields()).map(StructField::dataType).toArray(DataType[]::new);
  }

  @Override
  public DataType resultType() {
    return result;
  }

  @Override
  public boolean isDeterministic() {
    return deterministic;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return sql;
  }

  @Override
  public String canonicalName() {
    return name + ": " + parameters.toDDL() + " -> " + sql;
  }

  // Spark takes two calls for the same if their functions are equal: in GROUP BY, say.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SqlFunction function
        && canonicalName().equals(function.canonicalName())
        && result.equals(function.result);
  }

  @Override
  public int hashCode() {
    return canonicalName().hashCode();
  }
}
