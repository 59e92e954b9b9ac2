package dev.moraine.engines.spark;

/**
 * A column of a result.
 *
 * @param type as Spark SQL writes it, such as {@code decimal(10,2)} or {@code array<string>}
 */
public record SparkColumn(String name, String type) {}
