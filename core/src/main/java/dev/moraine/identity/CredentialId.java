package dev.moraine.identity;

/**
 * Which stored credential was used.
 *
 * @param value the access key's id, or the token's digest
 */
public record CredentialId(Kind kind, String value) {
  /** What kinds are stored. */
  public enum Kind {
    ACCESS_KEY,
    SERVICE_TOKEN
  }

  @Override
  public String toString() {
    return kind.name();
  }
}
