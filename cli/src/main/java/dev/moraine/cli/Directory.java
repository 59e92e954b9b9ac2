package dev.moraine.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Users and roles, as they are kept elsewhere. */
record Directory(List<String> users, List<Role> roles) {
  /** A role and the users in it; in a service role there are none. */
  record Role(String name, String description, boolean service, List<String> members) {
    Role {
      members = List.copyOf(members);
    }
  }

  Directory {
    users = List.copyOf(users);
    roles = List.copyOf(roles);
  }

  Directory prefixed(String prefix) {
    return new Directory(
        users.stream().map(prefix::concat).toList(),
        roles.stream()
            .map(
                role ->
                    new Role(
                        role.name(),
                        role.description(),
                        role.service(),
                        role.members().stream().map(prefix::concat).toList()))
            .toList());
  }

  String size() {
    return users.size() + " users and " + roles.size() + " roles there";
  }

  /** As the server takes it. */
  ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode userNames = json.putArray("users");
    users.forEach(userNames::add);
    ArrayNode all = json.putArray("roles");
    for (Role role : roles) {
      ArrayNode members =
          all.addObject()
              .put("name", role.name())
              .put("description", role.description())
              .put("service", role.service())
              .putArray("members");
      role.members().forEach(members::add);
    }
    return json;
  }
}
