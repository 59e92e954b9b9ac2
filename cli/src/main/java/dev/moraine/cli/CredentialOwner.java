package dev.moraine.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whose credentials a command is about. */
final class CredentialOwner {
  @Option(
      names = "--user",
      paramLabel = "NAME",
      description = "Of another user, for administrators (default: your own).")
  private @Nullable String user;

  /**
   * Where they are.
   *
   * @param collection such as {@code access-keys}
   */
  String path(String collection) {
    return "/api/v1/" + (user == null ? "" : "users/" + Api.segment(user) + "/") + collection;
  }
}
