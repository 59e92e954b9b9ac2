package dev.moraine.spark.types;

import org.apache.paimon.data.InternalMap;
import org.apache.paimon.types.DataType;
import org.apache.spark.sql.catalyst.util.ArrayBasedMapData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.MapData;

/** A Paimon map as Spark's. */
final class SparkMap extends MapData {
  private final transient InternalMap values;
  private final transient DataType keyType;
  private final transient DataType valueType;

  SparkMap(InternalMap values, DataType keyType, DataType valueType) {
    this.values = values;
    this.keyType = keyType;
    this.valueType = valueType;
  }

  @Override
  public int numElements() {
    return values.size();
  }

  @Override
  public ArrayData keyArray() {
    return new SparkArray(values.keyArray(), keyType);
  }

  @Override
  public ArrayData valueArray() {
    return new SparkArray(values.valueArray(), valueType);
  }

  @Override
  public MapData copy() {
    return new ArrayBasedMapData(keyArray().copy(), valueArray().copy());
  }
}
