package dev.moraine.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The PostgreSQL that holds the metadata, and who we are there.
 *
 * @param url {@code jdbc:postgresql://host:port/database}, without a password
 */
record PostgresLogin(String url, String user, String password) {
  private static final String USER = "MORAINE_METADATA_USER";
  private static final String PASSWORD = "MORAINE_METADATA_PASSWORD";
  private static final String SCHEME = "jdbc:postgresql://";

  /**
   * @param passwordFile holds the password and nothing else; null where the environment has it
   * @throws StartupFailure when the URL is none or has a password in it, or one of the two is
   *     missing; the sentence never repeats the URL
   */
  static PostgresLogin of(
      String url, @Nullable Path passwordFile, Map<String, String> environment) {
    if (!url.startsWith(SCHEME)) {
      throw new StartupFailure(
          "--metadata is a URL such as jdbc:postgresql://localhost:5432/moraine");
    }
    if (url.toLowerCase(Locale.ROOT).contains("password=") || url.contains("@")) {
      throw new StartupFailure(
          "--metadata has a password in it, which every user of this machine can read; give it in "
              + PASSWORD
              + " or --metadata-password-file");
    }
    String user = environment.get(USER);
    if (user == null) {
      throw new StartupFailure("--metadata needs the database's user in " + USER);
    }
    String password = passwordFile == null ? environment.get(PASSWORD) : read(passwordFile);
    if (password == null) {
      throw new StartupFailure(
          "--metadata needs a password in " + PASSWORD + " or --metadata-password-file");
    }
    return new PostgresLogin(url, user, password);
  }

  private static String read(Path passwordFile) {
    try {
      return Files.readString(passwordFile).strip();
    } catch (IOException e) {
      throw new StartupFailure("The password file " + passwordFile + " cannot be read");
    }
  }

  @Override
  public String toString() {
    return "PostgresLogin[" + url + ", " + user + ", ******]";
  }
}
