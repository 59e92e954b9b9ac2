package dev.moraine.identity;

import java.time.Instant;

/** Port: the nonces of signed requests, shared by all servers of the database. */
public interface Nonces {
  /**
   * Remembers a nonce; atomic, so that of several who send the same one only one is first.
   *
   * @param until from then on it may be forgotten
   * @return false when it was remembered already
   */
  boolean remember(String accessKeyId, String nonce, Instant until);

  /** Forgets those whose time is over. */
  void forgetUntil(Instant now);
}
