package dev.moraine.spark.procedure;

import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.paimon.catalog.Catalog;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.catalog.procedures.BoundProcedure;
import org.apache.spark.sql.connector.catalog.procedures.ProcedureParameter;
import org.apache.spark.sql.connector.catalog.procedures.UnboundProcedure;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A procedure of the namespace {@code sys}.
 *
 * @param parameters those that may be left out come last
 * @param answer the columns of the rows that a call answers
 */
public record SysProcedure(
    String name, String description, List<Parameter<?>> parameters, StructType answer, Body body) {

  /** What a procedure does. */
  public interface Body {
    /**
     * Runs on the calling thread, to the end.
     *
     * @return the rows, their values in Java's types
     */
    List<Object[]> call(ProcedureCall call) throws Exception;
  }

  /** What a procedure does that has nothing to tell but that it was done. */
  public interface Action {
    void run(ProcedureCall call) throws Exception;
  }

  public SysProcedure {
    parameters = List.copyOf(parameters);
  }

  /** A procedure that takes and answers nothing yet. */
  public static SysProcedure named(String name, String description) {
    return new SysProcedure(name, description, List.of(), new StructType(), call -> List.of());
  }

  /** The same with these parameters. */
  public SysProcedure taking(Parameter<?>... taken) {
    return new SysProcedure(name, description, List.of(taken), answer, body);
  }

  /** The same with one more column in its answer. */
  public SysProcedure answering(String column, DataType type) {
    return new SysProcedure(name, description, parameters, answer.add(column, type, true), body);
  }

  /** The same doing this. */
  public SysProcedure by(Body does) {
    return new SysProcedure(name, description, parameters, answer, does);
  }

  /** The same doing this, and answering one row, true, once it is done. */
  public SysProcedure doing(Action action) {
    return answering("result", DataTypes.BooleanType)
        .by(
            call -> {
              action.run(call);
              return List.<Object[]>of(new Object[] {true});
            });
  }

  /** How it is called, for people. */
  public String signature() {
    return parameters.stream()
        .map(Parameter::signature)
        .collect(Collectors.joining(", ", name + "(", ")"));
  }

  /** The procedure of one catalog. */
  public UnboundProcedure of(String catalogName, Catalog catalog) {
    return new InCatalog(this, catalogName, catalog);
  }

  private record InCatalog(SysProcedure procedure, String catalogName, Catalog catalog)
      implements UnboundProcedure, BoundProcedure {
    @Override
    public String name() {
      return procedure.name();
    }

    @Override
    public String description() {
      return procedure.description();
    }

    @Override
    public BoundProcedure bind(StructType arguments) {
      return this;
    }

    @Override
    public boolean isDeterministic() {
      return false;
    }

    @Override
    public ProcedureParameter[] parameters() {
      return procedure.parameters().stream()
          .map(Parameter::declared)
          .toArray(ProcedureParameter[]::new);
    }

    @Override
    public Iterator<Scan> call(InternalRow arguments) {
      ProcedureCall call =
          new ProcedureCall(SparkSession.active(), catalogName, catalog, procedure, arguments);
      return List.<Scan>of(new Answer(procedure.answer(), call.run())).iterator();
    }
  }
}
