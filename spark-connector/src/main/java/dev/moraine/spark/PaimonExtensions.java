package dev.moraine.spark;

import dev.moraine.spark.read.IncrementalQuery;
import dev.moraine.spark.sql.PaimonParser;
import dev.moraine.spark.sql.ViewResolution;
import org.apache.spark.sql.SparkSessionExtensions;
import scala.Function1;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * What Spark 4.0 does not offer a catalog by itself: names of system tables such as {@code t$files}
 * without quotes, views, functions, statistics, table functions, and a list of procedures. Set as
 * {@code spark.sql.extensions}.
 */
public class PaimonExtensions extends AbstractFunction1<SparkSessionExtensions, BoxedUnit>
    implements Function1<SparkSessionExtensions, BoxedUnit> {
  @Override
  public BoxedUnit apply(SparkSessionExtensions extensions) {
    extensions.injectParser(PaimonParser::new);
    extensions.injectResolutionRule(ViewResolution::new);
    IncrementalQuery.register(extensions);
    return BoxedUnit.UNIT;
  }
}
