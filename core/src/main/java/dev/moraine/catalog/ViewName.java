package dev.moraine.catalog;

/**
 * A view's name within its catalog.
 *
 * <p>Any text may be asked for: engines look for a view wherever they found no table, under names
 * like {@code t$snapshots} too. What a view may be called is checked where one gets its name.
 */
public record ViewName(String database, String view) {
  @Override
  public String toString() {
    return database + "." + view;
  }
}
