package dev.moraine.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Option;

/**
 * Of which kind the thing is that rights are on, which is written {@code CATALOG}, {@code
 * CATALOG.DATABASE} or {@code CATALOG.DATABASE.NAME}.
 */
final class GrantedThing {
  static final String HELP = "On what: CATALOG, CATALOG.DATABASE or CATALOG.DATABASE.NAME.";
  static final String PRINCIPAL_HELP = "To whom: user/NAME or role/NAME.";

  @Option(names = "--view", description = "NAME is a view's, not a table's.")
  private boolean view;

  @Option(names = "--function", description = "NAME is a function's, not a table's.")
  private boolean function;

  ObjectNode toJson(String path) {
    String[] names = path.split("\\.", 3);
    ObjectNode resource = JsonNodeFactory.instance.objectNode().put("catalog", names[0]);
    switch (names.length) {
      case 1 -> resource.put("type", "CATALOG");
      case 2 -> resource.put("type", "DATABASE").put("database", names[1]);
      default ->
          resource
              .put("type", view ? "VIEW" : function ? "FUNCTION" : "TABLE")
              .put("database", names[1])
              .put("name", names[2]);
    }
    return resource;
  }
}
