package dev.moraine.identity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts secrets at rest with AES-256-GCM under a master key that is not in the database.
 *
 * <p>Shape of a ciphertext: 12 bytes nonce, then ciphertext and tag. Each is bound to the id of the
 * thing it belongs to, so that one row's secret cannot be put into another row.
 */
public final class SecretCipher {
  public static final int KEY_BYTES = 32;

  private static final String TRANSFORMATION = "AES/GCM/NoPadding";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecretKeySpec masterKey;
  private final SecureRandom random;

  public SecretCipher(byte[] masterKey, SecureRandom random) {
    if (masterKey.length != KEY_BYTES) {
      throw new IllegalArgumentException("The master key has " + KEY_BYTES + " bytes");
    }
    this.masterKey = new SecretKeySpec(masterKey, "AES");
    this.random = random;
  }

  public byte[] encrypt(String ownerId, String secret) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] sealed =
          cipher(Cipher.ENCRYPT_MODE, ownerId, nonce)
              .doFinal(secret.getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.allocate(NONCE_BYTES + sealed.length).put(nonce).put(sealed).array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("A secret could not be encrypted", e);
    }
  }

  /**
   * @throws IllegalStateException when the master key is another one or the row was tampered with
   */
  public String decrypt(String ownerId, byte[] encrypted) {
    try {
      return open(ownerId, encrypted);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("The secret of " + ownerId + " does not open", e);
    }
  }

  /** Whether {@link #decrypt} would give the secret. */
  public boolean opens(String ownerId, byte[] encrypted) {
    try {
      open(ownerId, encrypted);
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private String open(String ownerId, byte[] encrypted) throws GeneralSecurityException {
    if (encrypted.length < NONCE_BYTES + TAG_BITS / Byte.SIZE) {
      throw new GeneralSecurityException("The secret is cut off");
    }
    byte[] nonce = new byte[NONCE_BYTES];
    ByteBuffer buffer = ByteBuffer.wrap(encrypted);
    buffer.get(nonce);
    byte[] sealed = new byte[buffer.remaining()];
    buffer.get(sealed);
    return new String(
        cipher(Cipher.DECRYPT_MODE, ownerId, nonce).doFinal(sealed), StandardCharsets.UTF_8);
  }

  private Cipher cipher(int mode, String ownerId, byte[] nonce) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(TRANSFORMATION);
    cipher.init(mode, masterKey, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(ownerId.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
