package dev.moraine.catalog;

import java.time.Instant;
import java.util.Map;

/**
 * What opens the files of a table for a while.
 *
 * @param options of the client's file system, secrets among them; empty where none are needed
 */
public record StorageCredentials(Map<String, String> options, Instant expiresAt) {
  public StorageCredentials {
    options = Map.copyOf(options);
  }

  @Override
  public String toString() {
    return "StorageCredentials[expiresAt=" + expiresAt + "]";
  }
}
