package dev.moraine.identity;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The secret of an access key, in clear, with what signing derives from it.
 *
 * <p>Its holder signs on one date and in one region for long, so the key that was derived last is
 * kept. Safe for use by several threads.
 */
final class SigningSecret {
  private final String value;
  private volatile @Nullable ScopedKey last;

  SigningSecret(String value) {
    this.value = value;
  }

  private record ScopedKey(String date, String region, SecretKeySpec key) {}

  String value() {
    return value;
  }

  SecretKeySpec sha1Key() {
    return new SecretKeySpec(bytes(value), "HmacSHA1");
  }

  /** The key of the scheme DLF4-HMAC-SHA256 for this scope. */
  SecretKeySpec dlf4Key(String date, String region) {
    ScopedKey known = last;
    if (known != null && known.date().equals(date) && known.region().equals(region)) {
      return known.key();
    }
    SecretKeySpec key = sha256Key(bytes("aliyun_v4" + value));
    for (String part :
        new String[] {date, region, Dlf4Signature.PRODUCT, Dlf4Signature.REQUEST_TYPE}) {
      key = sha256Key(hmac(key, part));
    }
    last = new ScopedKey(date, region, key);
    return key;
  }

  private static SecretKeySpec sha256Key(byte[] bytes) {
    return new SecretKeySpec(bytes, "HmacSHA256");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** By the algorithm that the key is for. */
  static byte[] hmac(SecretKeySpec key, String text) {
    try {
      Mac mac = Mac.getInstance(key.getAlgorithm());
      mac.init(key);
      return mac.doFinal(bytes(text));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has " + key.getAlgorithm(), e);
    }
  }

  @Override
  public String toString() {
    return "SigningSecret[******]";
  }
}
