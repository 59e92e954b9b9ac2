package dev.moraine.server.http;

import dev.moraine.audit.Concerned;

/** A body that names what its request is about, where the path does not: for the audit. */
public interface Concerning {
  Concerned concerned();
}
