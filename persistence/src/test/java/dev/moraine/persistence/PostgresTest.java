package dev.moraine.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moraine.access.Sight;
import dev.moraine.catalog.CatalogId;
import dev.moraine.catalog.NamePattern;
import dev.moraine.catalog.PageRequest;
import dev.moraine.error.InvalidRequest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only PostgreSQL can do, or refuse. */
class PostgresTest {
  @Test
  void aServerThatIsNotThereIsSaidInOneSentence() {
    assertThatThrownBy(() -> open("jdbc:postgresql://127.0.0.1:1/moraine?ApplicationName=x", "x"))
        .isInstanceOf(MetadataDatabase.CannotOpen.class)
        .hasMessage(
            "The metadata database at jdbc:postgresql://127.0.0.1:1/moraine does not answer;"
                + " start it, or correct --metadata");
  }

  @Test
  void aRefusedLoginIsSaidInOneSentence() {
    TestPostgres.execute("CREATE ROLE locked_out NOLOGIN");

    assertThatThrownBy(() -> open(TestPostgres.fresh(), "locked_out"))
        .isInstanceOf(MetadataDatabase.CannotOpen.class)
        .hasMessageContaining("refuses the login of user 'locked_out'");
  }

  @Test
  void aDatabaseThatIsNotThereIsSaidInOneSentence() {
    assertThatThrownBy(() -> open(TestPostgres.urlOf("no_such"), TestPostgres.USER))
        .isInstanceOf(MetadataDatabase.CannotOpen.class)
        .hasMessageContaining("\"no_such\" does not exist");
  }

  @Test
  void aUserWithoutTheRightToMakeTablesIsSaidInOneSentence() {
    TestPostgres.execute("CREATE ROLE reader LOGIN");

    assertThatThrownBy(() -> open(TestPostgres.urlOf("postgres"), "reader"))
        .isInstanceOf(MetadataDatabase.CannotOpen.class)
        .hasMessageContaining("permission denied");
  }

  @Test
  void anotherEncodingIsRefused() {
    TestPostgres.execute("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");

    assertThatThrownBy(() -> open(TestPostgres.urlOf("latin"), TestPostgres.USER))
        .isInstanceOf(MetadataDatabase.CannotOpen.class)
        .hasMessageContaining("LATIN1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdbc:postgresql://127.0.0.1:port/x", "jdbc:postgresql://[/x"})
  void aUrlThatIsNoneIsSaidInOneSentence(String url) {
    assertThatThrownBy(() -> open(url, "x"))
        .isInstanceOf(MetadataDatabase.CannotOpen.class)
        .hasMessageContaining("correct --metadata");
  }

  @Test
  void severalServersBringAnEmptyDatabaseUpToDateAtOnce() throws Exception {
    String url = TestPostgres.fresh();
    Callable<MetadataDatabase> open = () -> open(url, TestPostgres.USER);
    ExecutorService servers = Executors.newFixedThreadPool(4);

    List<Future<MetadataDatabase>> opened = servers.invokeAll(List.of(open, open, open, open));

    for (Future<MetadataDatabase> each : opened) {
      try (MetadataDatabase database = each.get()) {
        assertThat(database.credentials().findAnyAccessKey()).isEmpty();
      }
    }
    servers.shutdown();
  }

  @Test
  void aCharacterThatPostgresCannotStoreIsTheCallersFault() {
    try (MetadataDatabase database = open(TestPostgres.fresh(), TestPostgres.USER)) {
      assertThatThrownBy(() -> database.transactions().read(tx -> tx.catalogs().findByName("a\0b")))
          .isInstanceOf(InvalidRequest.class);
    }
  }

  // en_US would give a, A, b, B, _ a place by dictionary.
  @Test
  void pagesGoByBytesWhateverTheLocaleOfTheDatabase() {
    String name = "dictionary_order";
    TestPostgres.execute(
        "CREATE DATABASE "
            + name
            + " LOCALE_PROVIDER icu ICU_LOCALE 'en-US' ENCODING 'UTF8' TEMPLATE template0");
    List<String> byBytes = List.of("B", "Z", "_", "a", "b", "ä", "\uFB01", "\uD83D\uDE00");
    try (MetadataDatabase database = open(TestPostgres.urlOf(name), TestPostgres.USER)) {
      Lake lake = new Lake(database);
      CatalogId catalog = lake.catalog.id();
      byBytes.forEach(each -> lake.databases.create(Lake.ALICE, catalog, each, Map.of()));

      List<String> listed =
          database
              .transactions()
              .read(
                  tx ->
                      tx.databases()
                          .listNames(catalog, NamePattern.ALL, PageRequest.first(), Sight.OF_ALL));

      assertThat(listed)
          .containsExactly("B", "Z", "_", "a", "b", "db", "default", "ä", "\uFB01", "\uD83D\uDE00");
    }
  }

  private static MetadataDatabase open(String url, String user) {
    return MetadataDatabase.openPostgres(url, user, TestPostgres.PASSWORD);
  }
}
