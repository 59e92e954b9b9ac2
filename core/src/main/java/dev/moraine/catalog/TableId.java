package dev.moraine.catalog;

/**
 * Stays for a table's life, through renames; never used again.
 *
 * <p>Clients send it with each commit ({@code tableId}), so that a writer of a dropped table cannot
 * commit to one that was made later under the same name.
 */
public record TableId(String value) {
  @Override
  public String toString() {
    return value;
  }
}
