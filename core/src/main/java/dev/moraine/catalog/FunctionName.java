package dev.moraine.catalog;

/**
 * A function's name within its catalog.
 *
 * <p>Any text may be asked for; what a function may be called is checked where one gets its name.
 */
public record FunctionName(String database, String function) {
  @Override
  public String toString() {
    return database + "." + function;
  }
}
