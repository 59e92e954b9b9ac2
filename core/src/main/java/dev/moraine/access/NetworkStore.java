package dev.moraine.access;

import java.util.List;
import java.util.Optional;

/** Port: the networks that calls may come from, besides the server's own machine. */
public interface NetworkStore {
  /** The server's first, then by catalog, name and network. */
  List<TrustedNetwork> list();

  /**
   * From where a call may come: the server's and the catalog's. One query.
   *
   * @param catalogNameOrId which the call is about; one that is not there has none
   */
  List<Network> trusted(Optional<String> catalogNameOrId);

  /**
   * @return false when the name has it already; nothing was written
   */
  boolean insert(TrustedNetwork network);

  /**
   * @param catalog by name; empty for the server's
   * @param nameOrNetwork as it was named, or the network itself
   * @return how many were deleted
   */
  int delete(Optional<String> catalog, String nameOrNetwork);
}
