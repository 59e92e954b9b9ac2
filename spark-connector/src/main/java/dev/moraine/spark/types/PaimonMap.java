package dev.moraine.spark.types;

import org.apache.paimon.data.InternalArray;
import org.apache.paimon.data.InternalMap;
import org.apache.spark.sql.catalyst.util.MapData;

/** A Spark map as Paimon's. */
final class PaimonMap implements InternalMap {
  private final MapData values;

  PaimonMap(MapData values) {
    this.values = values;
  }

  @Override
  public int size() {
    return values.numElements();
  }

  @Override
  public InternalArray keyArray() {
    return new PaimonArray(values.keyArray());
  }

  @Override
  public InternalArray valueArray() {
    return new PaimonArray(values.valueArray());
  }
}
