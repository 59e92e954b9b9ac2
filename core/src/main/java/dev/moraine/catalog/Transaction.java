package dev.moraine.catalog;

import dev.moraine.access.GrantStore;
import dev.moraine.access.NetworkStore;
import dev.moraine.access.PolicyStore;
import dev.moraine.access.PrincipalStore;

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

  PrincipalStore principals();

  PolicyStore policies();

  GrantStore grants();

  NetworkStore networks();
}
