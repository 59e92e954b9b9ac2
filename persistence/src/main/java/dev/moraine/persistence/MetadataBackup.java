package dev.moraine.persistence;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.moraine.identity.AccessKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationVersion;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * All metadata in one file that either kind of database can be made from: a zip with a JSON line
 * for each row, and a manifest that says of which version the tables are and what each file's
 * SHA-256 is.
 *
 * <p>It is one state of the database, taken while servers write. Secrets in it are encrypted as
 * they are in the database; the keys to them are in it only when they were given.
 */
public final class MetadataBackup implements AutoCloseable {
  private static final int FORMAT = 1;
  private static final String MANIFEST = "manifest.json";
  private static final String ROWS = "tables/";
  private static final String SECRETS = "secrets/";
  // Since migration 7.
  private static final String BIN = "dropped_tables";
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);

  private final Path file;
  private final ZipFile zip;
  private final Manifest manifest;

  private MetadataBackup(Path file, ZipFile zip, Manifest manifest) {
    this.file = file;
    this.zip = zip;
    this.manifest = manifest;
  }

  /**
   * What is in a backup.
   *
   * @param schemaVersion the newest migration that its tables had
   * @param files by their names in the zip, the manifest not among them
   */
  record Manifest(int format, String schemaVersion, String createdAt, List<Entry> files) {
    Manifest {
      files = List.copyOf(files);
    }

    Stream<Entry> tables() {
      return files.stream().filter(each -> each.name().startsWith(ROWS));
    }
  }

  /**
   * A file of the zip.
   *
   * @param rows 0 for one that is no table
   */
  record Entry(String name, long rows, String sha256) {}

  /** How much is in it. */
  public record Size(int tables, long rows) {}

  /** It cannot be read, or not be restored here; one sentence. */
  public static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refused(String sentence) {
      super(sentence);
    }
  }

  /**
   * Writes everything that the database holds.
   *
   * @param secrets files to be kept with it, by name
   * @throws Refused when there is no catalog in the database
   */
  public static Size write(
      MetadataDatabase database, OutputStream out, Map<String, byte[]> secrets, Instant now) {
    return database
        .readers()
        .inTransaction(
            handle -> {
              try (ZipOutputStream zip = new ZipOutputStream(out)) {
                return write(handle, zip, new TreeMap<>(secrets), now);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              } catch (SQLException e) {
                throw new IllegalStateException(e);
              }
            });
  }

  private static Size write(
      Handle handle, ZipOutputStream zip, Map<String, byte[]> secrets, Instant now)
      throws IOException, SQLException {
    String version =
        SqlContent.schemaVersion(handle)
            .orElseThrow(
                () ->
                    new Refused(
                        "There is no metadata in the database; start the server on it once, or give"
                            + " the database of one"));
    List<Entry> entries = new ArrayList<>();
    for (SqlContent.Table table : SqlContent.tables(handle)) {
      entries.add(
          writeEntry(
              zip,
              ROWS + table.name() + ".jsonl",
              out -> {
                try (JsonGenerator json = JSON.createGenerator(out)) {
                  json.setRootValueSeparator(null);
                  return SqlContent.write(handle, table, json);
                }
              }));
    }
    Size size = new Size(entries.size(), entries.stream().mapToLong(Entry::rows).sum());
    for (Map.Entry<String, byte[]> secret : secrets.entrySet()) {
      entries.add(
          writeEntry(
              zip,
              SECRETS + secret.getKey(),
              out -> {
                out.write(secret.getValue());
                return 0;
              }));
    }
    Manifest manifest = new Manifest(FORMAT, version, now.toString(), entries);
    zip.putNextEntry(new ZipEntry(MANIFEST));
    zip.write(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(manifest));
    zip.closeEntry();
    return size;
  }

  @FunctionalInterface
  private interface Body {
    /**
     * @return rows written
     */
    long writeTo(OutputStream out) throws IOException, SQLException;
  }

  private static Entry writeEntry(ZipOutputStream zip, String name, Body body)
      throws IOException, SQLException {
    MessageDigest digest = sha256();
    zip.putNextEntry(new ZipEntry(name));
    long rows = body.writeTo(new DigestOutputStream(zip, digest));
    zip.closeEntry();
    return new Entry(name, rows, HexFormat.of().formatHex(digest.digest()));
  }

  /**
   * Opens a backup and sees that all of it is as it was written.
   *
   * @throws Refused when it is no backup, is cut off or was altered
   */
  public static MetadataBackup open(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new Refused("There is no file " + file);
    }
    ZipFile zip;
    try {
      zip = new ZipFile(file.toFile());
    } catch (IOException e) {
      throw new Refused(file + " is no backup, or not all of one: it is no zip that can be read");
    }
    try {
      MetadataBackup backup = new MetadataBackup(file, zip, readManifest(file, zip));
      backup.verify();
      return backup;
    } catch (RuntimeException e) {
      close(zip);
      throw e;
    }
  }

  private static Manifest readManifest(Path file, ZipFile zip) {
    ZipEntry entry = zip.getEntry(MANIFEST);
    if (entry == null) {
      throw new Refused(file + " is no backup: it has no " + MANIFEST);
    }
    try (InputStream in = zip.getInputStream(entry)) {
      // To its end, where its checksum is.
      JsonNode tree = JSON.readTree(in.readAllBytes());
      int format = tree.path("format").asInt();
      if (format != FORMAT) {
        throw new Refused(
            file
                + " has the format "
                + format
                + ", this version of Moraine reads "
                + FORMAT
                + "; restore it with the version that wrote it");
      }
      return JSON.treeToValue(tree, Manifest.class);
    } catch (IOException | RuntimeException e) {
      throw e instanceof Refused refused ? refused : damaged(file, MANIFEST);
    }
  }

  private void verify() {
    Set<String> expected =
        manifest.files().stream().map(Entry::name).collect(Collectors.toCollection(HashSet::new));
    expected.add(MANIFEST);
    Set<String> found = zip.stream().map(ZipEntry::getName).collect(Collectors.toSet());
    if (!found.equals(expected)) {
      throw new Refused(file + " was altered: its files are not those of its " + MANIFEST);
    }
    for (Entry entry : manifest.files()) {
      MessageDigest digest = sha256();
      try (InputStream in = new DigestInputStream(stream(entry), digest)) {
        in.transferTo(OutputStream.nullOutputStream());
      } catch (IOException e) {
        throw damaged(file, entry.name());
      }
      if (!HexFormat.of().formatHex(digest.digest()).equals(entry.sha256())) {
        throw damaged(file, entry.name());
      }
    }
  }

  private static Refused damaged(Path file, String name) {
    return new Refused(
        file + " is damaged: " + name + " in it is not as it was written; use another backup");
  }

  private InputStream stream(Entry entry) throws IOException {
    return zip.getInputStream(Objects.requireNonNull(zip.getEntry(entry.name())));
  }

  public Size size() {
    return new Size(
        (int) manifest.tables().count(), manifest.tables().mapToLong(Entry::rows).sum());
  }

  /** The files that were given with {@link #write}. */
  public Map<String, byte[]> secrets() {
    Map<String, byte[]> secrets = new TreeMap<>();
    for (Entry entry : manifest.files()) {
      if (entry.name().startsWith(SECRETS)) {
        try (InputStream in = stream(entry)) {
          secrets.put(entry.name().substring(SECRETS.length()), in.readAllBytes());
        } catch (IOException e) {
          throw damaged(file, entry.name());
        }
      }
    }
    return secrets;
  }

  /**
   * Fills an empty database with what is in the backup, all or nothing, and brings its tables up to
   * date.
   *
   * <p>Dropped tables get their whole time in the recycle bin once more: one that was restored from
   * the bin after the backup lies in it again, and its files must not be swept away at once.
   *
   * @param database opened {@link MetadataDatabase.Schema#AS_IT_IS}
   * @param opens whether a secret opens under the master key that the servers will have
   * @throws Refused when the database is not empty, the key is another one, or the backup is newer
   *     than this version of Moraine; nothing was written
   */
  public void restoreInto(MetadataDatabase database, Predicate<AccessKey> opens, Instant now) {
    MigrationVersion version = MigrationVersion.fromVersion(manifest.schemaVersion());
    if (!database.knows(version)) {
      throw new Refused(
          file
              + " is of the schema version "
              + version
              + ", which this version of Moraine does not know; restore it with the version that"
              + " wrote it");
    }
    try {
      database.readers().useTransaction(handle -> requireEmpty(handle, null));
      database.migrateTo(version);
      database
          .writers()
          .useTransaction(
              handle -> {
                requireEmpty(handle, manifest.schemaVersion());
                load(handle);
                requireKey(handle, opens);
                restartRecycleBin(handle, now);
              });
    } catch (FlywayException e) {
      throw notEmpty("its tables are not Moraine's");
    } catch (SQLException e) {
      throw refusal(e);
    }
    database.migrateTo(MigrationVersion.LATEST);
  }

  /**
   * @param version the one that the tables must have; null for any
   */
  private static void requireEmpty(Handle handle, @Nullable String version) throws SQLException {
    Optional<String> found = SqlContent.schemaVersion(handle);
    if (version != null && !found.equals(Optional.of(version))) {
      throw notEmpty("its tables are of the version " + found.orElse("none"));
    }
    for (SqlContent.Table table : SqlContent.tables(handle)) {
      if (!SqlContent.isEmpty(handle, table)) {
        throw notEmpty("there are rows in " + table.name());
      }
    }
  }

  private static Refused notEmpty(String reason) {
    return new Refused(
        "The metadata database is not empty, "
            + reason
            + "; a backup is restored into a new one only");
  }

  private void load(Handle handle) throws SQLException {
    Map<String, SqlContent.Table> tables = new TreeMap<>();
    SqlContent.tables(handle).forEach(table -> tables.put(ROWS + table.name() + ".jsonl", table));
    if (!tables.keySet().equals(manifest.tables().map(Entry::name).collect(Collectors.toSet()))) {
      throw new Refused(file + " has other tables than its schema version");
    }
    // In the order in which they were written: each behind those that it refers to.
    for (Entry entry : manifest.tables().toList()) {
      SqlContent.Table table = Objects.requireNonNull(tables.get(entry.name()));
      try (MappingIterator<JsonNode> rows =
          JSON.readerFor(JsonNode.class).readValues(stream(entry))) {
        if (SqlContent.insert(handle, table, rows) != entry.rows()) {
          throw damaged(file, entry.name());
        }
      } catch (IOException e) {
        throw damaged(file, entry.name());
      }
    }
  }

  private static void requireKey(Handle handle, Predicate<AccessKey> opens) {
    if (!SqlCredentials.findAnyAccessKey(handle).map(opens::test).orElse(true)) {
      throw new Refused(
          "The secrets in the backup were encrypted under another key than the master.key in the"
              + " data directory; copy the one of the server that was backed up over it");
    }
  }

  private static void restartRecycleBin(Handle handle, Instant now) throws SQLException {
    if (SqlContent.tables(handle).stream().noneMatch(each -> each.name().equals(BIN))) {
      return;
    }
    handle
        .createUpdate(
            """
            UPDATE dropped_tables
            SET    expires_at_ms = :now + expires_at_ms - dropped_at_ms
            """)
        .bind("now", now.toEpochMilli())
        .execute();
  }

  private RuntimeException refusal(SQLException e) {
    String state = SqlTransactions.sqlState(e);
    if (state.equals(SqlTransactions.NOT_STORABLE)) {
      return new Refused(
          file
              + " holds a name or comment with the character U+0000, which PostgreSQL cannot keep");
    }
    // Of the class of constraints: the rows have been there before, so somebody was faster.
    return state.startsWith("23")
        ? notEmpty("a server started on it meanwhile")
        : new IllegalStateException(e);
  }

  @Override
  public void close() {
    close(zip);
  }

  private static void close(ZipFile zip) {
    try {
      zip.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
