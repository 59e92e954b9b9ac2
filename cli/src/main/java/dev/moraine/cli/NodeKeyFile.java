package dev.moraine.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** The file in which a node keeps its key; nobody but its owner can read it. */
final class NodeKeyFile {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final Path file;

  NodeKeyFile(Path file) {
    this.file = file.toAbsolutePath().normalize();
  }

  /** A node's key, and the role that it is good for. */
  record NodeKey(String role, String value) {
    @Override
    public String toString() {
      return "NodeKey[" + role + "]";
    }
  }

  /** Where a new key is put, made before the key: what cannot be kept is not asked for. */
  interface Slot {
    void keep(NodeKey key);
  }

  Optional<NodeKey> read() {
    try {
      if (!OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
        throw new CommandFailure(
            "Others can read the node's key in "
                + file
                + "; revoke the node, delete the file and"
                + " enrol again");
      }
      JsonNode kept = JSON.readTree(Files.readString(file));
      if (!kept.path("nodeKey").isTextual() || !kept.path("role").isTextual()) {
        throw notAKey();
      }
      return Optional.of(new NodeKey(kept.path("role").asText(), kept.path("nodeKey").asText()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (JsonProcessingException e) {
      throw notAKey();
    } catch (IOException e) {
      throw new CommandFailure("The node's key in " + file + " cannot be read: " + e.getMessage());
    }
  }

  private CommandFailure notAKey() {
    return new CommandFailure(
        "There is no node's key in " + file + "; delete the file and enrol the node again");
  }

  /**
   * @throws CommandFailure when the file cannot be written
   */
  Slot open() {
    try {
      Path folder = file.getParent();
      if (folder == null) {
        throw new CommandFailure("There can be no node's key at " + file);
      }
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Path draft =
          Files.createTempFile(
              folder, ".node-key", "", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      // Stays behind only where the server then refuses the enrolment, and the command ends.
      draft.toFile().deleteOnExit();
      return key -> keep(key, draft);
    } catch (IOException e) {
      throw cannotKeep(e);
    }
  }

  private void keep(NodeKey key, Path draft) {
    try {
      Files.writeString(
          draft,
          JSON.createObjectNode().put("role", key.role()).put("nodeKey", key.value()).toString());
      try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw cannotKeep(e);
    }
  }

  private CommandFailure cannotKeep(IOException e) {
    return new CommandFailure(
        "The node's key cannot be kept in "
            + file
            + " ("
            + e.getMessage()
            + "); name another file"
            + " with --key-file");
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
