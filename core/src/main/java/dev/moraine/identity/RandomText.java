package dev.moraine.identity;

import java.security.SecureRandom;

/** Letters and digits that nobody can guess. */
final class RandomText {
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final int ID_LENGTH = 21;
  private static final int SECRET_LENGTH = 40;
  private static final int TOKEN_LENGTH = 48;

  private final SecureRandom random;

  RandomText(SecureRandom random) {
    this.random = random;
  }

  /** Of an access key that lasts. */
  String accessKeyId() {
    return "MRN" + ofLength(ID_LENGTH);
  }

  /** Of temporary credentials. */
  String sessionId() {
    return "STS." + ofLength(ID_LENGTH);
  }

  String nodeId() {
    return "N" + ofLength(ID_LENGTH);
  }

  BearerToken nodeKey() {
    return new BearerToken(Node.KEY_PREFIX + ofLength(TOKEN_LENGTH));
  }

  String secret() {
    return ofLength(SECRET_LENGTH);
  }

  BearerToken token() {
    return new BearerToken(ofLength(TOKEN_LENGTH));
  }

  private String ofLength(int length) {
    return random
        .ints(length, 0, ALPHABET.length())
        .map(ALPHABET::charAt)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
