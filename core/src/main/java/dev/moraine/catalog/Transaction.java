package dev.moraine.catalog;

/** The stores, all within one database transaction. */
public interface Transaction {
  CatalogStore catalogs();

  DatabaseStore databases();

  TableStore tables();

  BranchStore branches();

  DroppedTableStore droppedTables();

  ViewStore views();

  FunctionStore functions();

  HeadStore heads();

  PartitionStore partitions();
}
