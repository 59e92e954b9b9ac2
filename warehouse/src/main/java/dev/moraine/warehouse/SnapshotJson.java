package dev.moraine.warehouse;

import dev.moraine.catalog.Snapshot;
import dev.moraine.error.InvalidRequest;
import dev.moraine.error.StorageUnavailable;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.paimon.shade.jackson2.com.fasterxml.jackson.core.JsonProcessingException;
import org.apache.paimon.shade.jackson2.com.fasterxml.jackson.databind.DeserializationFeature;
import org.apache.paimon.shade.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.paimon.shade.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.paimon.shade.jackson2.com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.apache.paimon.shade.jackson2.com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Snapshots as Paimon writes them.
 *
 * <p>Read as a tree and not as Paimon's class, which drops what it does not know.
 */
final class SnapshotJson {
  // Numbers keep their digits when a tree is written again.
  static final ObjectMapper MAPPER =
      new ObjectMapper()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .setNodeFactory(JsonNodeFactory.withExactBigDecimals(true));

  private SnapshotJson() {}

  /**
   * @throws InvalidRequest when it is no snapshot
   */
  static Snapshot parse(String json) {
    JsonNode node;
    try {
      node = MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new InvalidRequest("The snapshot is not JSON");
    }
    return new Snapshot(
        number(node, "id"),
        Optional.ofNullable(node.get("uuid")).filter(JsonNode::isTextual).map(JsonNode::asText),
        number(node, "schemaId"),
        text(node, "commitUser"),
        number(node, "commitIdentifier"),
        text(node, "commitKind"),
        number(node, "timeMillis"),
        node.path("totalRecordCount").asLong(),
        node.path("deltaRecordCount").asLong(),
        text(node, "baseManifestList"),
        text(node, "deltaManifestList"),
        json);
  }

  /** Of a file in storage: when that holds no snapshot, it is not the caller who can help it. */
  static Snapshot parseStored(Path file, String json) {
    try {
      return parse(json);
    } catch (InvalidRequest e) {
      throw damaged(file, e);
    }
  }

  static StorageUnavailable damaged(Path file, Exception e) {
    return new StorageUnavailable("The file " + file + " is damaged", e);
  }

  /**
   * @param json of a snapshot that was parsed before
   */
  static ObjectNode tree(String json) {
    try {
      return (ObjectNode) MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A snapshot was no JSON the second time", e);
    }
  }

  static String ofSchema(String json, long schemaId) {
    return tree(json).put("schemaId", schemaId).toString();
  }

  private static long number(JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (!value.isIntegralNumber()) {
      throw new InvalidRequest("The snapshot has no number '" + field + "'");
    }
    return value.asLong();
  }

  private static String text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (!value.isTextual()) {
      throw new InvalidRequest("The snapshot has no text '" + field + "'");
    }
    return value.asText();
  }
}
