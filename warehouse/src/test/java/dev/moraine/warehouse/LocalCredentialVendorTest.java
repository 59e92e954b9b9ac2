package dev.moraine.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moraine.catalog.StorageCredentials;
import dev.moraine.catalog.Table;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalCredentialVendorTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path folder;

  @Test
  void credentialsAreGoodForTwelveHoursAndStayTheSameMeanwhile() {
    Table table = TemporaryTable.create(new PaimonWarehouse().tableFiles(), folder.resolve("t"));
    Set<StorageCredentials> seen = new HashSet<>();

    for (int minute = 0; minute < 24 * 60; minute++) {
      Instant now = START.plus(Duration.ofMinutes(minute));
      StorageCredentials credentials =
          new PaimonWarehouse().credentialVendor(Clock.fixed(now, ZoneOffset.UTC)).vend(table);
      assertThat(credentials.options()).isEmpty();
      assertThat(Duration.between(now, credentials.expiresAt()))
          .isGreaterThan(Duration.ofHours(12));
      seen.add(credentials);
    }

    assertThat(seen).hasSize(2);
  }
}
