package dev.moraine.server;

import dev.moraine.catalog.StorageLocation;
import dev.moraine.identity.Administrator;
import dev.moraine.identity.Administrator.FirstCredentials;
import dev.moraine.identity.SecretCipher;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The folder that holds all state of one server, held by one process at a time.
 *
 * <p>Files with secrets are readable by their owner only, from their first byte on.
 */
final class DataDirectory implements AutoCloseable {
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path root;
  private final @Nullable FileChannel lockChannel;

  private DataDirectory(Path root, @Nullable FileChannel lockChannel) {
    this.root = root;
    this.lockChannel = lockChannel;
  }

  /** The folder as it is, also while another process holds it; nothing is made or changed. */
  static DataDirectory beside(Path root) {
    return new DataDirectory(root.toAbsolutePath().normalize(), null);
  }

  /**
   * Makes the folder where it is absent, for its owner only, and takes it.
   *
   * @throws StartupFailure when another process holds it, or it cannot be written
   */
  static DataDirectory take(Path root) {
    Path absolute = root.toAbsolutePath().normalize();
    try {
      if (!Files.exists(absolute)) {
        Files.createDirectories(absolute, OWNER_ONLY_FOLDER);
      }
      Files.createDirectories(absolute.resolve("run"));
      FileChannel channel =
          FileChannel.open(
              absolute.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        channel.close();
        throw new StartupFailure(
            "Another process holds the data directory "
                + absolute
                + "; stop it, or give another one with --data");
      }
      DataDirectory directory = new DataDirectory(absolute, channel);
      // Of a server that was killed; what it tells is no longer so.
      Files.deleteIfExists(directory.endpointsFile());
      return directory;
    } catch (IOException e) {
      throw new StartupFailure(
          "The data directory " + absolute + " cannot be used: " + e.getMessage());
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  Path root() {
    return root;
  }

  Path metadataFile() {
    return root.resolve("metadata.db");
  }

  /** Where catalogs get their folders, unless the operator says otherwise. */
  StorageLocation warehouse() {
    return new StorageLocation("file:" + root.resolve("warehouse"));
  }

  Path rootCredentialsFile() {
    return root.resolve("root-credentials.properties");
  }

  /** Where the engines' plug-ins read the administrator's access key, in Paimon's token form. */
  Path engineTokenFile() {
    return root.resolve("run").resolve("engine-token.json");
  }

  /** Where clients on this machine find what runs. */
  Path endpointsFile() {
    return root.resolve("run").resolve("endpoints.properties");
  }

  Path masterKeyFile() {
    return root.resolve("master.key");
  }

  /** The key under which secrets are encrypted; made at first use. */
  byte[] masterKey(SecureRandom random) {
    Path file = masterKeyFile();
    try {
      if (!Files.exists(file)) {
        byte[] key = new byte[SecretCipher.KEY_BYTES];
        random.nextBytes(key);
        writeSecret(file, HexFormat.of().formatHex(key) + "\n");
      }
      return HexFormat.of().parseHex(Files.readString(file).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The files without which what is in the database cannot be used, by name, where they are. */
  Map<String, byte[]> keys() {
    Map<String, byte[]> keys = new TreeMap<>();
    for (Path file : keyFiles()) {
      if (Files.exists(file)) {
        keys.put(String.valueOf(file.getFileName()), read(file));
      }
    }
    return keys;
  }

  private List<Path> keyFiles() {
    return List.of(masterKeyFile(), rootCredentialsFile());
  }

  /**
   * Writes those of another data directory's {@link #keys} that this one lacks.
   *
   * @return what was written, so that it can be taken back
   */
  List<Path> adopt(Map<String, byte[]> keys) {
    List<Path> written = new ArrayList<>();
    for (Path file : keyFiles()) {
      byte[] key = keys.get(String.valueOf(file.getFileName()));
      if (key != null && !Files.exists(file)) {
        writeSecret(file, new String(key, StandardCharsets.UTF_8));
        written.add(file);
      }
    }
    return written;
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Tells this server from others on the same metadata database; made at first use. */
  UUID serverId(Supplier<UUID> ids) {
    Path file = root.resolve("server.id");
    try {
      if (!Files.exists(file)) {
        writeSecret(file, ids.get() + "\n");
      }
      return UUID.fromString(Files.readString(file).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Properties readRootCredentials() {
    Properties credentials = new Properties();
    try (InputStream in = Files.newInputStream(rootCredentialsFile())) {
      credentials.load(in);
      return credentials;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Keeps the administrator's first credentials in their file. */
  Administrator.HandOver handOver() {
    return new Administrator.HandOver() {
      @Override
      public void accept(FirstCredentials credentials) {
        writeSecret(
            rootCredentialsFile(),
            """
            # The administrator's credentials. Only the owner of this file can read it.
            dlf.access-key-id=%s
            dlf.access-key-secret=%s
            token=%s
            """
                .formatted(
                    credentials.accessKeyId(),
                    credentials.accessKeySecret(),
                    credentials.token().value()));
      }

      @Override
      public void takeBack() {
        try {
          Files.deleteIfExists(rootCredentialsFile());
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    };
  }

  /** Tells clients on this machine what runs, as properties. */
  void writeEndpoints(Map<String, String> endpoints) {
    writeSecret(
        endpointsFile(),
        new TreeMap<>(endpoints)
            .entrySet().stream()
                .map(endpoint -> endpoint.getKey() + "=" + endpoint.getValue() + "\n")
                .collect(Collectors.joining()));
  }

  /** Writes a file that only its owner can read, whole or not at all. */
  static void writeSecret(Path file, String text) {
    try {
      OwnerOnlyFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets the folder go; nothing runs on it any more, and nobody is told otherwise. */
  @Override
  public void close() {
    if (lockChannel == null) {
      return;
    }
    try {
      Files.deleteIfExists(endpointsFile());
      Files.deleteIfExists(engineTokenFile());
      lockChannel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
