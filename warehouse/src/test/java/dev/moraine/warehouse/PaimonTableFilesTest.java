package dev.moraine.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moraine.catalog.StorageLocation;
import dev.moraine.catalog.Table;
import dev.moraine.catalog.TableFiles;
import dev.moraine.catalog.TableFiles.SchemaStep;
import dev.moraine.catalog.TableKind;
import dev.moraine.catalog.TableSchema;
import dev.moraine.error.AlreadyExists;
import dev.moraine.error.Conflict;
import dev.moraine.error.ErrorCode;
import dev.moraine.error.InvalidRequest;
import dev.moraine.error.MoraineException;
import dev.moraine.error.NotFound;
import dev.moraine.error.NotImplemented;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PaimonTableFilesTest {
  private static final String ADD_C =
      "[{\"action\":\"addColumn\",\"fieldNames\":[\"c\"],\"dataType\":\"INT\"}]";

  private static final String OTHER =
      """
      {"fields":[{"id":0,"name":"x","type":"BIGINT"},{"id":1,"name":"dt","type":"STRING"}],
       "partitionKeys":["dt"],"primaryKeys":[],"options":{"owner":"os-user"}}""";

  private final TableFiles files = new PaimonWarehouse().tableFiles();
  @TempDir Path folder;

  @Test
  void aNewTableHasItsFirstSchemaFile() throws Exception {
    Table table = TemporaryTable.create(files, folder.resolve("t"));

    assertThat(table.schema().id()).isZero();
    assertThat(Files.readString(folder.resolve("t/schema/schema-0")))
        .isEqualTo(table.schema().record());
    assertThat(files.existingSchema(table.location())).isEqualTo(table.schema());
  }

  // Paimon's ORC needs Hadoop's classes, which a server does not have.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"file.format\":\"orc\"",
        "\"file.format.per.level\":\"0:orc,1:avro\"",
        "\"changelog-file.format\":\"orc\""
      })
  void aTableMayBeKeptInAFormatThatTheServerItselfCannotRead(String option) {
    String definition =
        TemporaryTable.DEFINITION
            .replace("\"path\":\"ignored\",", "")
            .replace("\"file.format\":\"avro\"", option);

    Table table = TemporaryTable.create(files, folder.resolve("t"), definition);

    assertThat(table.schema().definition()).contains(option);
    assertThat(files.alter(table, ADD_C)).isInstanceOf(SchemaStep.Written.class);
    assertThat(files.replacement(table, definition).definition()).contains(option);
  }

  @Test
  void thePlaceAndTheOperatingSystemsOwnerAreNoOptions() {
    TableSchema schema =
        TemporaryTable.create(files, folder.resolve("t"), TemporaryTable.DEFINITION).schema();

    assertThat(schema.definition()).doesNotContain("ignored").doesNotContain("os-user");
    assertThat(schema.definition()).contains("\"bucket\":\"-1\"").contains("\"comment\":\"c\"");
  }

  @Test
  void aManagedFolderThatHoldsATableIsAConflict() {
    TemporaryTable.create(files, folder.resolve("t"));

    assertThatThrownBy(() -> TemporaryTable.create(files, folder.resolve("t")))
        .isInstanceOf(Conflict.class);
  }

  @Test
  void aTableOfTheUsersKeepsItsSchema() {
    Table first = TemporaryTable.create(files, folder.resolve("t"));

    Table again = TemporaryTable.create(files, folder.resolve("t"), TemporaryTable.DEFINITION);

    assertThat(again.schema()).isEqualTo(first.schema());
  }

  @Test
  void aTableOfTheUsersWithAnotherSchemaIsRefused() {
    TemporaryTable.create(files, folder.resolve("t"));
    String other = TemporaryTable.DEFINITION.replace("\"INT\"", "\"BIGINT\"");

    assertThatThrownBy(() -> TemporaryTable.create(files, folder.resolve("t"), other))
        .isInstanceOf(RuntimeException.class)
        .isInstanceOf(dev.moraine.error.MoraineException.class);
  }

  @ParameterizedTest
  @EnumSource(
      value = TableKind.class,
      names = {"FORMAT", "OBJECT", "LANCE", "ICEBERG"})
  void kindsWithoutSnapshotsHaveAFolderAndNoSchemaFile(TableKind kind) {
    String definition =
        """
        {"fields":[{"id":0,"name":"id","type":"INT"}],"partitionKeys":[],"primaryKeys":[],
         "options":{"type":"%s"}}"""
            .formatted(kind.optionValue());

    Table table = TemporaryTable.create(files, folder.resolve("t"), definition);

    assertThat(table.kind()).isEqualTo(kind);
    assertThat(folder.resolve("t")).isEmptyDirectory();
  }

  @ParameterizedTest
  @EnumSource(
      value = TableKind.class,
      names = {"FORMAT", "OBJECT"})
  void aFolderOfTheUsersHasToExistForATableOfFiles(TableKind kind) throws Exception {
    String definition =
        "{\"fields\":[],\"partitionKeys\":[],\"primaryKeys\":[],\"options\":{\"type\":\"%s\",\"path\":\"file:%s\"}}"
            .formatted(kind.optionValue(), folder.resolve("t"));

    assertThatThrownBy(() -> TemporaryTable.create(files, folder.resolve("t"), definition))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("There is no folder file:" + folder.resolve("t") + ";");
    assertThat(folder.resolve("t")).doesNotExist();

    Files.createDirectory(folder.resolve("t"));
    assertThat(TemporaryTable.create(files, folder.resolve("t"), definition).kind())
        .isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[], [\"id\"], {\"type\":\"format-table\"} | has no primary key",
        "[], [\"b\"], {}                         | [b]",
        "[], [], {\"auto-create\":\"true\"}        | auto-create",
        "[], [], {\"metastore.partitioned-table\":\"-0\"} | metastore.partitioned-table",
        "null, [], {}                            | 'partitionKeys'"
      })
  void whatPaimonRefusesComesWithItsReasonInOneLine(String keysAndOptions, String reason) {
    String[] parts = keysAndOptions.split(", ", 3);
    String definition =
        """
        {"fields":[{"id":0,"name":"id","type":"INT"}],
         "partitionKeys":%s,"primaryKeys":%s,"options":%s}"""
            .formatted(parts[0], parts[1], parts[2]);

    assertThatThrownBy(() -> TemporaryTable.create(files, folder.resolve("t"), definition))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining(reason)
        .message()
        .doesNotContain("\n")
        .doesNotContain("Source:");
    assertThat(folder.resolve("t")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "[]",
        "1",
        "{",
        "{}",
        "{\"fields\":null}",
        "{\"fields\":[{\"id\":0,\"name\":\"a\",\"type\":\"NOTYPE\"}]}",
        "{\"fields\":[],\"options\":{\"type\":\"unheard-of\"}}"
      })
  void whatIsNoSchemaIsRefused(String definition) {
    assertThatThrownBy(() -> TemporaryTable.create(files, folder.resolve("t"), definition))
        .isInstanceOf(InvalidRequest.class);
    assertThat(folder.resolve("t")).doesNotExist();
  }

  @Test
  void optionsThatDoNotFitTogetherAreRefusedAndNothingIsWritten() {
    String definition = TemporaryTable.DEFINITION.replace("\"-1\"", "\"0\"");

    assertThatThrownBy(() -> TemporaryTable.create(files, folder.resolve("t"), definition))
        .isInstanceOf(dev.moraine.error.MoraineException.class);
    assertThat(folder.resolve("t/schema/schema-0")).doesNotExist();
  }

  @Test
  void aChangeIsTheNextSchemaFile() {
    Table table = TemporaryTable.create(files, folder.resolve("t"));

    SchemaStep step = files.alter(table, ADD_C);

    assertThat(step).isInstanceOf(SchemaStep.Written.class);
    TableSchema next = ((SchemaStep.Written) step).schema();
    assertThat(next.id()).isEqualTo(1);
    assertThat(next.definition()).contains("\"name\":\"c\"");
    assertThat(folder.resolve("t/schema/schema-1")).hasContent(next.record());
  }

  @Test
  void aSchemaFileAheadOfTheRowIsTakenFirst() {
    Table table = TemporaryTable.create(files, folder.resolve("t"));
    TableSchema left = ((SchemaStep.Written) files.alter(table, ADD_C)).schema();
    String addD = ADD_C.replace("\"c\"", "\"d\"");

    assertThat(files.alter(table, addD)).isEqualTo(new SchemaStep.Behind(left));
    assertThat(files.schemaExists(table, 1)).isTrue();
    assertThat(files.schemaExists(table, 2)).isFalse();

    assertThat(files.alter(TemporaryTable.with(table, left), addD))
        .isInstanceOf(SchemaStep.Written.class);
    assertThat(files.schemaExists(table, 2)).isTrue();
  }

  @Test
  void aColumnThatExistsOrDoesNotIsNamed() {
    Table table = TemporaryTable.create(files, folder.resolve("t"));

    assertThatThrownBy(() -> files.alter(table, ADD_C.replace("\"c\"", "\"id\"")))
        .isInstanceOfSatisfying(AlreadyExists.class, e -> assertThat(e.name()).isEqualTo("id"));
    assertThatThrownBy(
            () -> files.alter(table, "[{\"action\":\"dropColumn\",\"fieldNames\":[\"x\"]}]"))
        .isInstanceOfSatisfying(NotFound.class, e -> assertThat(e.name()).isEqualTo("x"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "{}", "[null]", "[{}]", "[{\"action\":\"unheardOf\"}]", "["})
  void whatIsNoListOfChangesIsRefused(String changes) {
    Table table = TemporaryTable.create(files, folder.resolve("t"));

    assertThatThrownBy(() -> files.alter(table, changes)).isInstanceOf(InvalidRequest.class);
  }

  @Test
  void anOlderSchemaComesBackUnlessASnapshotNeedsTheYounger() throws Exception {
    Table table = TemporaryTable.create(files, folder.resolve("t"));
    TableSchema next =
        ((SchemaStep.Written)
                files.alter(table, "[{\"action\":\"setOption\",\"key\":\"k\",\"value\":\"v\"}]"))
            .schema();
    Table altered = TemporaryTable.with(table, next);

    assertThat(files.rollbackSchema(altered, 0)).isEqualTo(table.schema());
    assertThat(files.schemaExists(table, 1)).isFalse();

    files.alter(table, "[{\"action\":\"setOption\",\"key\":\"k\",\"value\":\"v\"}]");
    TemporaryTable.write(altered, List.of("1"));
    assertThatThrownBy(() -> files.rollbackSchema(altered, 0)).isInstanceOf(Conflict.class);
    assertThatThrownBy(() -> files.rollbackSchema(altered, 7)).isInstanceOf(InvalidRequest.class);
  }

  @Test
  void aReplacementHasTheNextIdAndItsOwnColumns() {
    Table table = TemporaryTable.create(files, folder.resolve("t"));
    files.alter(table, ADD_C);

    TableSchema next = files.replacement(table, OTHER);

    assertThat(next.id()).isEqualTo(2);
    assertThat(next.definition()).contains("\"name\":\"x\"").doesNotContain("\"name\":\"id\"");
    assertThat(next.definition()).doesNotContain("os-user");
    assertThat(folder.resolve("t/schema/schema-2")).doesNotExist();
    files.putSchema(table, next);
    files.putSchema(table, next);
    assertThat(folder.resolve("t/schema/schema-2")).hasContent(next.record());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"dt\"] | \"x\"]                   | NOT_IMPLEMENTED | partition keys",
        "os-user | os-user\",\"type\":\"format-table | NOT_IMPLEMENTED | format-table",
        "os-user | os-user\",\"type\":\"materialized-table | NOT_IMPLEMENTED | materialized-table",
        "os-user | os-user\",\"path\":\"file:/elsewhere | INVALID_REQUEST | 'path'",
        "os-user | os-user\",\"bucket\":\"0 | INVALID_REQUEST | bucket",
        "os-user | os-user\",\"auto-create\":\"true | INVALID_REQUEST | auto-create"
      })
  void whatOnlyAnotherTableCanBeIsRefused(String part, String by, ErrorCode code, String reason) {
    Table table = TemporaryTable.create(files, folder.resolve("t"));

    assertThatThrownBy(() -> files.replacement(table, OTHER.replace(part, by)))
        .isInstanceOfSatisfying(MoraineException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(reason);
  }

  @Test
  void theTablesOwnPathIsNoMove() {
    Table table = TemporaryTable.create(files, folder.resolve("t"));

    assertThat(
            files
                .replacement(
                    table, OTHER.replace("os-user", "os-user\",\"path\":\"" + folder.resolve("t")))
                .id())
        .isEqualTo(1);
  }

  @Test
  void aTableOfFilesIsNotReplaced() {
    String csv =
        "{\"fields\":[],\"partitionKeys\":[],\"primaryKeys\":[],\"options\":{\"type\":\"format-table\"}}";
    Table table = TemporaryTable.create(files, folder.resolve("t"), csv);

    assertThatThrownBy(() -> files.replacement(table, csv)).isInstanceOf(NotImplemented.class);
  }

  @Test
  void aFolderWithoutTableCannotBeRegistered() {
    assertThatThrownBy(() -> files.existingSchema(new StorageLocation("file:" + folder)))
        .isInstanceOf(InvalidRequest.class)
        .hasMessage("There is no Paimon table in the folder file:" + folder);
    assertThatThrownBy(() -> files.existingSchema(new StorageLocation("file:" + folder + "/none")))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("There is no folder file:" + folder + "/none");
  }

  @Test
  void namesWithOddCharactersAreFolders() throws Exception {
    Table table = TemporaryTable.create(files, folder.resolve("a b%20ü#c?"));

    TemporaryTable.write(table, List.of("1"));

    assertThat(folder.resolve("a b%20ü#c?/snapshot/snapshot-1")).exists();
    files.deleteFolder(table.location());
    assertThat(folder.resolve("a b%20ü#c?")).doesNotExist();
  }
}
