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
  private final HandedOver handedOver = new HandedOver();
  private final Administrator administrator =
      new Administrator(credentials, cipher, new SecureRandom(), Clock.systemUTC());

  private static class HandedOver implements Administrator.HandOver {
    final List<Administrator.FirstCredentials> credentials = new ArrayList<>();

    @Override
    public void accept(Administrator.FirstCredentials first) {
      credentials.add(first);
    }

    @Override
    public void takeBack() {
      credentials.clear();
    }
  }

  @Test
  void makesAKeyAndATokenThatAreKnownAfterwards() {
    Administrator.FirstCredentials first = administrator.createIfAbsent(handedOver).orElseThrow();

    AccessKey stored = credentials.findAccessKey(first.accessKeyId()).orElseThrow();
    assertThat(cipher.decrypt(stored.id(), stored.encryptedSecret()))
        .isEqualTo(first.accessKeySecret());
    assertThat(credentials.findToken(first.token().digest()).orElseThrow().principal())
        .isEqualTo(Administrator.ROOT);
  }

  @Test
  void makesThemOnce() {
    administrator.createIfAbsent(handedOver);

    assertThat(administrator.createIfAbsent(handedOver)).isEmpty();
    assertThat(handedOver.credentials).hasSize(1);
  }

  @Test
  void takesBackWhatAnotherServerMadeFirst() {
    HandedOver slow =
        new HandedOver() {
          @Override
          public void accept(Administrator.FirstCredentials first) {
            super.accept(first);
            administrator.createIfAbsent(handedOver);
          }
        };

    assertThat(administrator.createIfAbsent(slow)).isEmpty();

    assertThat(slow.credentials).isEmpty();
    assertThat(credentials.findAnyAccessKey().orElseThrow().id())
        .isEqualTo(handedOver.credentials.get(0).accessKeyId());
  }

  @Test
  void knowsWhetherItHoldsTheKeyOfTheStoredSecrets() {
    byte[] otherKey = new byte[SecretCipher.KEY_BYTES];
    otherKey[0] = 1;
    Administrator other =
        new Administrator(
            credentials,
            new SecretCipher(otherKey, new SecureRandom()),
            new SecureRandom(),
            Clock.systemUTC());
    assertThat(other.holdsTheKey()).isTrue();

    administrator.createIfAbsent(handedOver);

    assertThat(administrator.holdsTheKey()).isTrue();
    assertThat(other.holdsTheKey()).isFalse();
  }

  @Test
  void storesNothingThatCouldNotBeHandedOver() {
    assertThatThrownBy(
            () ->
                administrator.createIfAbsent(
                    new HandedOver() {
                      @Override
                      public void accept(Administrator.FirstCredentials first) {
                        throw new IllegalStateException("disk full");
                      }
                    }))
        .hasMessage("disk full");

    assertThat(credentials.findAnyAccessKey()).isEmpty();
  }

  @Test
  void secretsAreNotInTheirTexts() {
    Administrator.FirstCredentials first = administrator.createIfAbsent(handedOver).orElseThrow();

    assertThat(first.toString())
        .doesNotContain(first.accessKeySecret())
        .doesNotContain(first.token().value());
    assertThat(first.token().toString()).doesNotContain(first.token().value());
  }
}
