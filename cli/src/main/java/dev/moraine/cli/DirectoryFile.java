package dev.moraine.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A directory in a file: YAML, or JSON, which is YAML too. */
final class DirectoryFile {
  // What is misspelt would else be taken for absent, and deleted.
  private static final ObjectMapper YAML =
      YAMLMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private DirectoryFile() {}

  private record Content(@Nullable List<String> users, @Nullable List<RoleEntry> roles) {}

  private record RoleEntry(
      @Nullable String name,
      @Nullable String description,
      boolean service,
      @Nullable List<String> members) {
    private Directory.Role toRole() {
      if (name == null) {
        throw new CommandFailure("A role in the directory file has no name");
      }
      return new Directory.Role(
          name,
          Objects.requireNonNullElse(description, ""),
          service,
          Objects.requireNonNullElse(members, List.of()));
    }
  }

  static Directory read(Path file) {
    try {
      Content content = YAML.readValue(Files.readString(file), Content.class);
      if (content == null) {
        throw new CommandFailure("The directory file " + file + " is empty");
      }
      return new Directory(
          Objects.requireNonNullElse(content.users(), List.of()),
          Objects.requireNonNullElse(content.roles(), List.<RoleEntry>of()).stream()
              .map(RoleEntry::toRole)
              .toList());
    } catch (JsonProcessingException e) {
      throw new CommandFailure(
          "The directory file "
              + file
              + " is not a list of 'users' and 'roles' in YAML or JSON: "
              + e.getOriginalMessage());
    } catch (NoSuchFileException e) {
      throw new CommandFailure("There is no file " + file);
    } catch (IOException e) {
      throw new CommandFailure("The file " + file + " cannot be read: " + e.getMessage());
    }
  }
}
