package dev.moraine.catalog;

/** Stays for a database's life; never used again. */
public record DatabaseId(String value) {
  @Override
  public String toString() {
    return value;
  }
}
