package dev.moraine.spark.sql;

import dev.moraine.spark.types.SparkTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.function.Function;
import org.apache.paimon.function.FunctionDefinition;
import org.apache.paimon.function.FunctionImpl;
import org.apache.paimon.types.DataField;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.parser.ParserInterface;
import org.apache.spark.sql.catalyst.plans.logical.CreateUserDefinedFunction;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.ShowFunctions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/** CREATE, DROP and SHOW of functions that are stored in Paimon's catalog, in SQL. */
final class FunctionStatements {
  private FunctionStatements() {}

  static LogicalPlan create(Statement statement, CreateUserDefinedFunction create) {
    return statement.does("CREATE FUNCTION", call -> create(statement, create, call.spark()));
  }

  private static void create(
      Statement statement, CreateUserDefinedFunction create, SparkSession session)
      throws Exception {
    if (create.isTableFunc() || create.exprText().isEmpty()) {
      throw new UnsupportedOperationException(
          "A function in a Paimon catalog returns one expression: RETURNS type RETURN expression");
    }
    ParserInterface parser =
        ((org.apache.spark.sql.classic.SparkSession) session).sessionState().sqlParser();
    StructType parameters =
        create.inputParamText().isEmpty()
            ? new StructType()
            : parser.parseTableSchema(create.inputParamText().get());
    DataType returned = parser.parseDataType(create.returnTypeText());
    List<DataField> inputs = new ArrayList<>();
    for (StructField parameter : parameters.fields()) {
      inputs.add(
          new DataField(
              inputs.size(),
              parameter.name(),
              SparkTypes.toPaimon(parameter.dataType(), true),
              parameter.getComment().isEmpty() ? null : parameter.getComment().get()));
    }
    Function function =
        new FunctionImpl(
            statement.paimonIdentifier(),
            inputs,
            List.of(new DataField(0, "result", SparkTypes.toPaimon(returned, true))),
            create.isDeterministic().isEmpty() || (Boolean) create.isDeterministic().get(),
            Map.of(ViewStatements.DIALECT, FunctionDefinition.sql(create.exprText().get())),
            create.comment().isEmpty() ? null : create.comment().get(),
            Map.of());
    // What cannot be computed is refused now, not when it is called.
    SqlFunction.of(session, function);
    if (create.replace()) {
      statement.paimon().dropFunction(statement.paimonIdentifier(), true);
    }
    try {
      statement
          .paimon()
          .createFunction(statement.paimonIdentifier(), function, create.ignoreIfExists());
    } catch (Catalog.FunctionAlreadyExistException e) {
      throw new IllegalArgumentException(
          "There is a function " + function.fullName() + " already", e);
    }
  }

  static LogicalPlan refuseClass(Statement statement) {
    return statement.does(
        "CREATE FUNCTION",
        call -> {
          throw new UnsupportedOperationException(
              "A function in a Paimon catalog is made of SQL: CREATE FUNCTION "
                  + statement.paimonIdentifier().getFullName()
                  + "(x INT) RETURNS INT RETURN expression");
        });
  }

  static LogicalPlan drop(Statement statement, boolean ifExists) {
    return statement.does(
        "DROP FUNCTION",
        call -> {
          try {
            statement.paimon().dropFunction(statement.paimonIdentifier(), ifExists);
          } catch (Catalog.FunctionNotExistException e) {
            throw new IllegalArgumentException(
                "There is no function " + statement.paimonIdentifier().getFullName(), e);
          }
        });
  }

  static LogicalPlan show(Statement statement, SparkSession session, ShowFunctions show) {
    return statement.does(
        "SHOW FUNCTIONS",
        new StructType().add("function", DataTypes.StringType, false),
        call -> {
          List<String> system = show.systemScope() ? systemFunctions(session) : List.of();
          List<String> user = show.userScope() ? userFunctions(statement) : List.of();
          return ViewStatements.matching(
                  Stream.concat(system.stream(), user.stream()).toList(), show.pattern())
              .stream()
              .map(name -> new Object[] {name})
              .toList();
        });
  }

  private static List<String> systemFunctions(SparkSession session) {
    return CollectionConverters.asJava(
            ((org.apache.spark.sql.classic.SparkSession) session)
                .sessionState()
                .functionRegistry()
                .listFunction())
        .stream()
        .map(function -> function.unquotedString())
        .toList();
  }

  private static List<String> userFunctions(Statement statement)
      throws Catalog.DatabaseNotExistException {
    String database = statement.database();
    return statement.paimon().listFunctions(database).stream()
        .map(name -> statement.spark().name() + "." + database + "." + name)
        .toList();
  }
}
