package dev.moraine.warehouse;

import dev.moraine.catalog.Partitioning;
import dev.moraine.catalog.Table;
import dev.moraine.error.InvalidRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.paimon.CoreOptions;
import org.apache.paimon.predicate.FieldRef;
import org.apache.paimon.predicate.LeafPredicate;
import org.apache.paimon.predicate.PredicateReplaceVisitor;
import org.apache.paimon.schema.TableSchema;
import org.apache.paimon.types.RowType;
import org.apache.paimon.utils.InternalRowPartitionComputer;
import org.apache.paimon.utils.JsonSerdeUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link Partitioning} by Paimon's own predicates. */
final class PaimonPartitioning implements Partitioning {
  private static final Logger log = LoggerFactory.getLogger(PaimonPartitioning.class);

  @Override
  public Map<String, String> inOrder(Table table, Map<String, String> spec) {
    List<String> columns = schema(table).partitionKeys();
    Map<String, String> ordered = new LinkedHashMap<>();
    for (String column : columns) {
      String value = spec.get(column);
      if (value != null) {
        ordered.put(column, value);
      }
    }
    if (ordered.size() < columns.size() || spec.size() > columns.size()) {
      throw new InvalidRequest(
          "Table '"
              + table.name()
              + "' is partitioned by "
              + columns
              + ", and not by "
              + List.copyOf(spec.keySet()));
    }
    return ordered;
  }

  @Override
  public Predicate<Map<String, String>> condition(Table table, String filter) {
    RowType type = schema(table).logicalPartitionType();
    String defaultName = CoreOptions.fromMap(schema(table).options()).partitionDefaultName();
    org.apache.paimon.predicate.Predicate predicate;
    try {
      predicate =
          onto(type, JsonSerdeUtil.fromJson(filter, org.apache.paimon.predicate.Predicate.class));
    } catch (RuntimeException e) {
      // Of a newer client, or on columns that are none of the partition's: the client decides.
      log.atDebug().addKeyValue("table", table.name()).setCause(e).log("Filter not read");
      return spec -> true;
    }
    return spec -> mayHold(predicate, spec, type, defaultName);
  }

  private static boolean mayHold(
      org.apache.paimon.predicate.Predicate predicate,
      Map<String, String> spec,
      RowType type,
      String defaultName) {
    try {
      return predicate.test(
          InternalRowPartitionComputer.convertSpecToInternalRow(spec, type, defaultName));
    } catch (RuntimeException e) {
      // A value that is none of its column's type, or a literal of another type.
      log.atDebug().addKeyValue("partition", spec).setCause(e).log("Filter not decided");
      return true;
    }
  }

  /** Clients count columns in a row of their own; the name says which is meant. */
  private static org.apache.paimon.predicate.Predicate onto(
      RowType type, org.apache.paimon.predicate.Predicate predicate) {
    PredicateReplaceVisitor renumber =
        leaf -> Optional.of(leaf.copyWithNewInputs(onto(type, leaf)));
    return predicate.visit(renumber).orElseThrow();
  }

  private static List<Object> onto(RowType type, LeafPredicate leaf) {
    List<Object> inputs = new ArrayList<>();
    for (Object input : leaf.transform().inputs()) {
      inputs.add(
          input instanceof FieldRef field
              ? new FieldRef(
                  type.getFieldIndex(field.name()),
                  field.name(),
                  type.getField(field.name()).type())
              : input);
    }
    return inputs;
  }

  private static TableSchema schema(Table table) {
    return TableSchema.fromJson(table.schema().record());
  }
}
