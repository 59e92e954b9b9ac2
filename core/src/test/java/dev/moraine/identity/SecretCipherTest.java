package dev.moraine.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretCipherTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final SecretCipher cipher = cipherWithKeyOf((byte) 1);

  @ParameterizedTest
  @ValueSource(strings = {"", "secret", "Geheimnis ü 中"})
  void opensWhatItSealed(String secret) {
    assertThat(cipher.decrypt("AK", cipher.encrypt("AK", secret))).isEqualTo(secret);
  }

  @Test
  void sealsTheSameSecretDifferentlyEachTime() {
    assertThat(cipher.encrypt("AK", "secret")).isNotEqualTo(cipher.encrypt("AK", "secret"));
  }

  @Test
  void doesNotHoldTheSecretInClear() {
    byte[] sealed = cipher.encrypt("AK", "secret");

    assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("secret");
  }

  @Test
  void everyFlippedBitIsNoticed() {
    byte[] sealed = cipher.encrypt("AK", "secret");

    for (int i = 0; i < sealed.length; i++) {
      byte[] tampered = sealed.clone();
      tampered[i] ^= 1;

      assertDoesNotOpen(cipher, "AK", tampered);
    }
  }

  @Test
  void everyTruncationIsNoticed() {
    byte[] sealed = cipher.encrypt("AK", "secret");

    for (int length = 0; length < sealed.length; length++) {
      assertDoesNotOpen(cipher, "AK", Arrays.copyOf(sealed, length));
    }
  }

  @Test
  void anotherRowsSecretDoesNotOpen() {
    assertDoesNotOpen(cipher, "AK2", cipher.encrypt("AK", "secret"));
  }

  @Test
  void anotherMasterKeyDoesNotOpen() {
    assertDoesNotOpen(cipherWithKeyOf((byte) 2), "AK", cipher.encrypt("AK", "secret"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 16, 31, 33})
  void aMasterKeyOfAnotherLengthIsRefused(int bytes) {
    assertThatThrownBy(() -> new SecretCipher(new byte[bytes], RANDOM))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static SecretCipher cipherWithKeyOf(byte each) {
    byte[] key = new byte[SecretCipher.KEY_BYTES];
    Arrays.fill(key, each);
    return new SecretCipher(key, RANDOM);
  }

  private static void assertDoesNotOpen(SecretCipher cipher, String ownerId, byte[] sealed) {
    assertThatThrownBy(() -> cipher.decrypt(ownerId, sealed))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(ownerId);
  }
}
