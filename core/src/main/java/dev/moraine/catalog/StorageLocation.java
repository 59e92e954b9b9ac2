package dev.moraine.catalog;

import dev.moraine.error.InvalidRequest;
import java.util.ArrayDeque;
import java.util.Deque;

/** A folder in storage, as a URI without a trailing slash, for example {@code file:/data/wh/t1}. */
public record StorageLocation(String uri) {
  public StorageLocation {
    while (uri.length() > 1 && uri.endsWith("/")) {
      uri = uri.substring(0, uri.length() - 1);
    }
    if (uri.isBlank()) {
      throw new InvalidRequest("A location needs a URI");
    }
  }

  public StorageLocation child(String name) {
    return new StorageLocation(uri + "/" + name);
  }

  /** Whether one of the two is, or lies in, the other, however they are written. */
  boolean overlaps(StorageLocation other) {
    return isIn(other) || other.isIn(this);
  }

  boolean isIn(StorageLocation other) {
    return plain().startsWith(other.plain());
  }

  /** What follows in this location on {@code folder}, which it is in: the name of its child. */
  String childOf(StorageLocation folder) {
    String below = plain().substring(folder.plain().length());
    return below.substring(0, Math.max(0, below.indexOf('/')));
  }

  // Local paths come as file:/a, file:///a and /a. Ends in a slash, so that /a is no part of /ab.
  private String plain() {
    int authority = uri.startsWith("file:") ? -1 : uri.indexOf("://");
    int slash = authority < 0 ? 0 : uri.indexOf('/', authority + 3);
    String path =
        authority < 0 ? uri.replaceFirst("^file:", "") : slash < 0 ? "" : uri.substring(slash);
    String store = authority < 0 ? "" : slash < 0 ? uri : uri.substring(0, slash);
    return store + normalized(path);
  }

  // Not by Path, which throws for what this machine's file system cannot write.
  private static String normalized(String path) {
    Deque<String> folders = new ArrayDeque<>();
    for (String folder : path.split("/", -1)) {
      if (folder.equals("..")) {
        folders.pollLast();
      } else if (!folder.isEmpty() && !folder.equals(".")) {
        folders.add(folder);
      }
    }
    return folders.isEmpty() ? "/" : "/" + String.join("/", folders) + "/";
  }

  @Override
  public String toString() {
    return uri;
  }
}
