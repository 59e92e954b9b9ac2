package dev.moraine.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moraine.catalog.commit.CommitSteps;
import dev.moraine.persistence.TestPostgres;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code backup} beside a running server, and {@code restore}. */
class BackupCommandTest {
  private static RunningServer server;
  private static Path data;

  @TempDir private Path folder;
  private Path restored;

  record Ended(int status, String out, String err) {}

  @BeforeAll
  static void start(@TempDir Path folder) {
    server = RunningServer.start(folder);
    data = folder.resolve("data");
    server.post(server.p("/databases"), "{\"name\":\"kept\"}");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void chooseAPlace() {
    restored = folder.resolve("restored");
  }

  @Test
  void aServerOnARestoredDirectoryHasAllAndKnowsItsClients() throws Exception {
    Path file = backup("--with-keys");

    Ended ended = restore(file);

    assertThat(ended).isEqualTo(new Ended(0, ended.out(), ""));
    assertThat(ended.out()).contains("master.key").contains("root-credentials.properties");
    try (DataDirectory directory = DataDirectory.take(restored);
        Wiring again =
            Wiring.start(
                RunningServer.optionsOf(directory, 0), directory, CommitSteps.UNOBSERVED)) {
      assertThat(again.firstCredentials()).isEmpty();
      assertThat(databases(again)).contains("\"kept\"");
    }
  }

  @Test
  void aBackupOfSqliteBecomesAPostgres() throws Exception {
    Path file = backup("--with-keys");
    String url = TestPostgres.fresh();
    Path moved = folder.resolve("moved");

    Optional<PostgresLogin> postgres =
        Optional.of(new PostgresLogin(url, TestPostgres.USER, TestPostgres.PASSWORD));
    OperatorWiring.restore(moved, postgres, file);

    try (DataDirectory directory = DataDirectory.take(moved);
        Wiring again =
            Wiring.start(
                RunningServer.optionsOf(directory, 0, postgres),
                directory,
                CommitSteps.UNOBSERVED)) {
      assertThat(databases(again)).contains("\"kept\"");
    }
  }

  @Test
  void theKeysAreLeftOutUnlessAskedForAndThenNeeded() throws Exception {
    Path file = backup();
    assertThat(Files.readString(data.resolve("root-credentials.properties"))).contains("token");

    Ended without = restore(file);
    assertThat(without.status()).isEqualTo(2);
    assertThat(without.err()).contains("no master.key").hasLineCount(1);

    Files.writeString(restored.resolve("master.key"), "00".repeat(32));
    Ended wrong = restore(file);
    assertThat(wrong.status()).isEqualTo(2);
    assertThat(wrong.err()).contains("another key").hasLineCount(1);

    Files.copy(
        data.resolve("master.key"),
        restored.resolve("master.key"),
        StandardCopyOption.REPLACE_EXISTING);
    assertThat(restore(file).status()).isZero();
  }

  @Test
  void aBackupIsForItsOwnerOnly() throws Exception {
    for (Path file : List.of(backup(), backup("--with-keys"))) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(file.resolveSibling(file.getFileName() + ".tmp")).doesNotExist();
    }
  }

  @Test
  void aFileThatIsThereStays() throws Exception {
    Path file = Files.writeString(folder.resolve("mine"), "mine");

    Ended ended = run("backup", file.toString(), "--data", data.toString());

    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.err()).contains("is there already").hasLineCount(1);
    assertThat(file).hasContent("mine");
  }

  @Test
  void aDirectoryOfARunningServerIsNotRestoredInto() {
    Ended ended = run("restore", backup("--with-keys").toString(), "--data", data.toString());

    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.err()).contains("Another process holds").hasLineCount(1);
  }

  @Test
  void aDirectoryWithMetadataIsNotRestoredInto() {
    Path file = backup("--with-keys");
    restore(file);

    Ended again = restore(file);

    assertThat(again.status()).isEqualTo(2);
    assertThat(again.err()).contains("not empty").hasLineCount(1);
  }

  @Test
  void aRefusedRestoreLeavesNoKey() throws Exception {
    Path file = backup("--with-keys");
    byte[] whole = Files.readAllBytes(file);
    Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(whole, 500));

    Ended ended = restore(cut);

    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.err()).contains("no backup").hasLineCount(1);
    assertThat(restored.resolve("master.key")).doesNotExist();
  }

  @Test
  void aDirectoryWithoutMetadataIsSaidInOneSentence() {
    Path none = folder.resolve("none");

    Ended ended = run("backup", folder.resolve("b").toString(), "--data", none.toString());

    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.err()).contains("There is no " + none).hasLineCount(1);
    assertThat(none).doesNotExist();
    assertThat(folder.resolve("b")).doesNotExist();
  }

  private Path backup(String... options) {
    Path file = folder.resolve("backup-" + System.nanoTime());
    List<String> arguments =
        new ArrayList<>(List.of("backup", file.toString(), "--data", data.toString()));
    arguments.addAll(List.of(options));
    Ended ended = run(arguments.toArray(String[]::new));
    assertThat(ended).isEqualTo(new Ended(0, ended.out(), ""));
    return file;
  }

  private Ended restore(Path file) {
    return run("restore", file.toString(), "--data", restored.toString());
  }

  static Ended run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        Operator.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments);
    return new Ended(status, out.toString(), err.toString());
  }

  private static String databases(Wiring wiring) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + wiring.port() + server.p("/databases")))
                .header("Authorization", "Bearer " + server.credentials.token().value())
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
