package dev.moraine.catalog;

/**
 * One version of a table's schema; the texts are Paimon's JSON and are not read here.
 *
 * @param id dense, from 0
 * @param definition fields, keys, options and comment, as clients send and get them
 * @param record the same with id and field counter, as a schema file holds it
 * @param partitionsInCatalog whether clients list partitions here and not from files (option {@code
 *     metastore.partitioned-table})
 */
public record TableSchema(long id, String definition, String record, boolean partitionsInCatalog) {}
