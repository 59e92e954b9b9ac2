package dev.moraine.server;

import dev.moraine.catalog.StorageLocation;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where new catalogs get their folders. */
final class WarehouseOption {
  private static final String FILE = "file:";
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*");

  @Option(
      names = "--warehouse",
      paramLabel = "LOCATION",
      description =
          "The folder in which new catalogs get theirs, a path or a file: URI; the same for all"
              + " servers that share a PostgreSQL (default: warehouse in the data directory).")
  private @Nullable String given;

  /**
   * Empty for the data directory's own.
   *
   * @throws StartupFailure when it is no folder of a local or mounted file system
   */
  Optional<StorageLocation> location() {
    return Optional.ofNullable(given).map(WarehouseOption::parse);
  }

  static StorageLocation parse(String text) {
    String path = text.startsWith(FILE) ? text.substring(FILE.length()) : text;
    if (path.isBlank()
        || SCHEME.matcher(path).matches()
        || (text.startsWith(FILE) && !path.startsWith("/"))) {
      throw unusable();
    }
    try {
      // A URI may have several slashes at its beginning.
      return new StorageLocation(
          FILE + Path.of(path.replaceFirst("^/+", "/")).toAbsolutePath().normalize());
    } catch (InvalidPathException e) {
      throw unusable();
    }
  }

  private static StartupFailure unusable() {
    return new StartupFailure(
        "--warehouse is a folder that this machine has or mounts, such as /srv/warehouse or"
            + " file:/srv/warehouse");
  }
}
