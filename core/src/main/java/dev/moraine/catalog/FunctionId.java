package dev.moraine.catalog;

/** Stays for a function's life; never used again. */
public record FunctionId(String value) {
  @Override
  public String toString() {
    return value;
  }
}
