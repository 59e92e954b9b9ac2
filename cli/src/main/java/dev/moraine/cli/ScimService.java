package dev.moraine.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A directory behind SCIM 2.0 (RFC 7644), read page by page. */
final class ScimService {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int PAGE = 100;

  private final HttpClient http = HttpClient.newHttpClient();
  private final String base;
  private final String token;

  ScimService(URI base, String token) {
    this.base = base.toString().replaceFirst("/+$", "");
    this.token = token;
  }

  /** The service's token: never an argument, which every process of the machine can read. */
  static String token(@Nullable Path file) {
    try {
      return file != null
          ? Files.readString(file).strip()
          : Optional.ofNullable(System.getenv("MORAINE_SCIM_TOKEN"))
              .orElseThrow(
                  () ->
                      new CommandFailure(
                          "There is no token for the SCIM service; set the environment variable"
                              + " MORAINE_SCIM_TOKEN or name a file with --scim-token-file"));
    } catch (IOException e) {
      throw new CommandFailure("The file " + file + " cannot be read: " + e.getMessage());
    }
  }

  /**
   * Who is not active is as good as deleted.
   *
   * @param services groups that are service roles
   */
  Directory read(List<String> services) {
    Map<String, String> nameOfId = new LinkedHashMap<>();
    for (JsonNode user : all("Users", "id,userName,active")) {
      if (user.path("active").asBoolean(true)) {
        nameOfId.put(text(user, "id"), text(user, "userName"));
      }
    }
    List<Directory.Role> roles = new ArrayList<>();
    for (JsonNode group : all("Groups", "id,displayName,members")) {
      String name = text(group, "displayName");
      // Groups in groups, and who is not active, are no users here.
      List<String> members =
          group
              .path("members")
              .valueStream()
              .map(member -> nameOfId.get(member.path("value").asText()))
              .filter(Objects::nonNull)
              .toList();
      boolean service = services.contains(name);
      roles.add(new Directory.Role(name, "", service, service ? List.of() : members));
    }
    return new Directory(List.copyOf(nameOfId.values()), roles);
  }

  // Sorted, where the service can, so that no page misses one that another was deleted before.
  private List<JsonNode> all(String kind, String attributes) {
    List<JsonNode> resources = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    int total;
    do {
      JsonNode page =
          get(
              "/"
                  + kind
                  + "?startIndex="
                  + (resources.size() + 1)
                  + "&count="
                  + PAGE
                  + "&sortBy=id&attributes="
                  + attributes);
      total = page.path("totalResults").asInt(-1);
      if (total < 0) {
        throw new CommandFailure("What " + base + " answers is no list of SCIM 2.0");
      }
      int before = resources.size();
      for (JsonNode resource : page.path("Resources")) {
        if (!seen.add(text(resource, "id"))) {
          throw changing(kind);
        }
        resources.add(resource);
      }
      if (resources.size() == before && before < total) {
        throw changing(kind);
      }
    } while (resources.size() < total);
    return resources;
  }

  // A directory that is half read must not delete the other half.
  private static CommandFailure changing(String kind) {
    return new CommandFailure(
        "The SCIM service does not tell all its " + kind + ", or they change meanwhile; try again");
  }

  private String text(JsonNode resource, String field) {
    if (!resource.path(field).isTextual()) {
      throw new CommandFailure("A resource of " + base + " has no " + field);
    }
    return resource.path(field).asText();
  }

  private JsonNode get(String path) {
    try {
      HttpResponse<String> response =
          http.send(
              HttpRequest.newBuilder(URI.create(base + path))
                  .timeout(TIMEOUT)
                  .header("Accept", "application/scim+json")
                  .header("Authorization", "Bearer " + token)
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new CommandFailure(
            "The SCIM service at " + base + " answered " + response.statusCode());
      }
      return JSON.readTree(response.body());
    } catch (JsonProcessingException e) {
      throw new CommandFailure("What " + base + " answers is not JSON");
    } catch (IOException e) {
      throw new CommandFailure("The SCIM service at " + base + " does not answer");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("Interrupted");
    }
  }
}
