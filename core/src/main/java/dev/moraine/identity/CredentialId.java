package dev.moraine.identity;

/**
 * Which credential was used.
 *
 * @param value the id of the access key or node, or the token's digest, or who signed in
 */
public record CredentialId(Kind kind, String value) {
  /** What can tell who somebody is. */
  public enum Kind {
    ACCESS_KEY,
    SERVICE_TOKEN,
    NODE_KEY,
    /** At an identity provider; stored nowhere. */
    SIGN_IN
  }

  /**
   * What may be shown of it: the access key's id, the token's as lists have it, or who signed in.
   */
  public String shown() {
    return kind == Kind.SERVICE_TOKEN ? ServiceToken.idOf(value) : value;
  }

  @Override
  public String toString() {
    return kind.name();
  }
}
