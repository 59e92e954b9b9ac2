package dev.moraine.catalog;

import dev.moraine.error.InvalidRequest;

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

  @Override
  public String toString() {
    return uri;
  }
}
