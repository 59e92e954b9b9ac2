package dev.moraine.server.http;

/** A parameter behind the question mark, and what the document says of it. */
public record QueryParameter(String name, Type type, Presence presence, String description) {
  /** As JSON Schema spells it. */
  public enum Type {
    STRING,
    INTEGER
  }

  public enum Presence {
    REQUIRED,
    OPTIONAL
  }

  public static QueryParameter text(String name, String description) {
    return new QueryParameter(name, Type.STRING, Presence.OPTIONAL, description);
  }

  public static QueryParameter number(String name, String description) {
    return new QueryParameter(name, Type.INTEGER, Presence.OPTIONAL, description);
  }

  public QueryParameter required() {
    return new QueryParameter(name, type, Presence.REQUIRED, description);
  }
}
