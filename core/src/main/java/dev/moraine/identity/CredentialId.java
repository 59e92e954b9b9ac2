package dev.moraine.identity;

/**
 * Which credential was used.
 *
 * @param value the access key's id, or the token's digest, or who signed in
 */
public record CredentialId(Kind kind, String value) {
  /** What can tell who somebody is. */
  public enum Kind {
    ACCESS_KEY,
    SERVICE_TOKEN,
    /** At an identity provider; stored nowhere. */
    SIGN_IN
  }

  @Override
  public String toString() {
    return kind.name();
  }
}
