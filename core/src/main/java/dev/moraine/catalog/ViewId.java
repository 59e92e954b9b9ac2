package dev.moraine.catalog;

/** Stays for a view's life, through renames; never used again. */
public record ViewId(String value) {
  @Override
  public String toString() {
    return value;
  }
}
