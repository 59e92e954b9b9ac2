package dev.moraine.audit;

import java.time.Instant;
import java.util.List;

/** Port: what was called, kept for good until its time is over. */
public interface AuditLog {
  /**
   * Appends all or none, in one transaction; an event that is there already is left as it is, so
   * that a try whose end is unknown can be repeated.
   */
  void append(List<AuditEvent> events);

  /** Newest first. */
  List<AuditEvent> find(AuditQuery query);

  /**
   * Deletes some of those that came before {@code before}, the oldest first.
   *
   * @return how many; fewer than {@code limit} when no more are left
   */
  int forget(Instant before, int limit);
}
