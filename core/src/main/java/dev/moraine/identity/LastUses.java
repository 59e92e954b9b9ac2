package dev.moraine.identity;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When credentials were used last, gathered so that no answer waits for it to be written.
 *
 * <p>As large as the number of credentials that are in use.
 */
public final class LastUses {
  private final Map<CredentialId, Instant> uses = new ConcurrentHashMap<>();
  private final Credentials credentials;

  public LastUses(Credentials credentials) {
    this.credentials = credentials;
  }

  void note(CredentialId credential, Instant at) {
    if (credential.kind() != CredentialId.Kind.SIGN_IN) {
      uses.put(credential, at);
    }
  }

  /** Writes what was noted since the last time; to be called once a minute, and at the end. */
  public void write() {
    Map<CredentialId, Instant> gathered = new HashMap<>(uses);
    if (!gathered.isEmpty()) {
      credentials.markUsed(gathered);
      // What was used meanwhile is for the next time.
      gathered.forEach(uses::remove);
    }
  }
}
