package dev.moraine.spark.sql;

import dev.moraine.spark.procedure.SysProcedure;
import java.util.List;
import org.apache.paimon.catalog.Catalog;
import org.apache.spark.sql.connector.catalog.ProcedureCatalog;
import org.apache.spark.sql.connector.catalog.TableCatalog;

/** A catalog of Spark that stands on one of Paimon. */
public interface PaimonBacked extends TableCatalog, ProcedureCatalog {
  /** Paimon's own catalog. */
  Catalog catalog();

  /** The procedures of the namespace {@code sys}. */
  List<SysProcedure> procedures();
}
