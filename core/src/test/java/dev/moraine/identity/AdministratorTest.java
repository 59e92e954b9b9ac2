package dev.moraine.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdministratorTest {
  private final SecretCipher cipher =
      new SecretCipher(new byte[SecretCipher.KEY_BYTES], new SecureRandom());
  private final StoredCredentials credentials = new StoredCredentials();
  private final Administrator administrator =
      new Administrator(credentials, cipher, new SecureRandom(), Clock.systemUTC());

  @Test
  void makesAKeyAndATokenThatAreKnownAfterwards() {
    Administrator.FirstCredentials first = administrator.createIfAbsent(x -> {}).orElseThrow();

    AccessKey stored = credentials.findAccessKey(first.accessKeyId()).orElseThrow();
    assertThat(cipher.decrypt(stored.id(), stored.encryptedSecret()))
        .isEqualTo(first.accessKeySecret());
    assertThat(credentials.findTokenOwner(first.token().digest())).contains(Administrator.ROOT);
  }

  @Test
  void makesThemOnce() {
    List<Administrator.FirstCredentials> handedOver = new ArrayList<>();

    administrator.createIfAbsent(handedOver::add);

    assertThat(administrator.createIfAbsent(handedOver::add)).isEmpty();
    assertThat(handedOver).hasSize(1);
  }

  @Test
  void storesNothingThatCouldNotBeHandedOver() {
    assertThatThrownBy(
            () ->
                administrator.createIfAbsent(
                    x -> {
                      throw new IllegalStateException("disk full");
                    }))
        .hasMessage("disk full");

    assertThat(credentials.isEmpty()).isTrue();
  }

  @Test
  void secretsAreNotInTheirTexts() {
    Administrator.FirstCredentials first = administrator.createIfAbsent(x -> {}).orElseThrow();

    assertThat(first.toString())
        .doesNotContain(first.accessKeySecret())
        .doesNotContain(first.token().value());
    assertThat(first.token().toString()).doesNotContain(first.token().value());
  }
}
