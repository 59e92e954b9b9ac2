package dev.moraine.spark;

import dev.moraine.spark.compact.CompactProcedures;
import dev.moraine.spark.procedure.MaintenanceProcedures;
import dev.moraine.spark.procedure.SysProcedure;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.connector.catalog.Identifier;

/** The procedures of every Paimon catalog. */
final class Procedures {
  /** The namespace that they are in. */
  static final String NAMESPACE = "sys";

  private static final List<SysProcedure> ALL =
      Stream.concat(CompactProcedures.all().stream(), MaintenanceProcedures.all().stream())
          .sorted(Comparator.comparing(SysProcedure::name))
          .toList();

  private Procedures() {}

  /** In the order of their names. */
  static List<SysProcedure> all() {
    return ALL;
  }

  static Optional<SysProcedure> find(Identifier identifier) {
    if (identifier.namespace().length != 1
        || !identifier.namespace()[0].equalsIgnoreCase(NAMESPACE)) {
      return Optional.empty();
    }
    return ALL.stream()
        .filter(procedure -> procedure.name().equalsIgnoreCase(identifier.name()))
        .findFirst();
  }
}
