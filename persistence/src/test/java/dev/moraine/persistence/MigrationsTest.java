package dev.moraine.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A migration that was released is never edited: databases out there hold its outcome. A new one
 * gets a line in {@code CHECKSUMS} ({@code sha256sum V*.sql > CHECKSUMS}); a changed line is wrong.
 */
class MigrationsTest {
  private static final String FOLDER = "/db/migration/";

  @Test
  void migrationsAreThoseOfTheChecksums() throws Exception {
    Map<String, String> expected = new TreeMap<>();
    new String(bytes("CHECKSUMS"), StandardCharsets.UTF_8)
        .lines()
        .map(line -> line.split("\\s+", 2))
        .forEach(line -> expected.put(line[1], line[0]));

    assertThat(checksums()).isEqualTo(expected);
  }

  private static Map<String, String> checksums() throws Exception {
    Path folder = Path.of(Objects.requireNonNull(MigrationsTest.class.getResource(FOLDER)).toURI());
    Map<String, String> checksums = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".sql")).toList()) {
        String name = String.valueOf(file.getFileName());
        checksums.put(name, sha256(bytes(name)));
      }
    }
    return checksums;
  }

  private static byte[] bytes(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(MigrationsTest.class.getResourceAsStream(FOLDER + name))) {
      return in.readAllBytes();
    }
  }

  private static String sha256(byte[] bytes) throws GeneralSecurityException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
