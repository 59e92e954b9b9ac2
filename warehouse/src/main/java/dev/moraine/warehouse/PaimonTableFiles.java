package dev.moraine.warehouse;

import dev.moraine.catalog.StorageLocation;
import dev.moraine.catalog.Table;
import dev.moraine.catalog.TableFiles;
import dev.moraine.catalog.TableKind;
import dev.moraine.error.AlreadyExists;
import dev.moraine.error.Conflict;
import dev.moraine.error.InvalidRequest;
import dev.moraine.error.NotFound;
import dev.moraine.error.NotImplemented;
import dev.moraine.error.ResourceKind;
import dev.moraine.error.SchemaChangeRefused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.paimon.CoreOptions;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.CatalogUtils;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.rest.RESTApi;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.schema.SchemaChange;
import org.apache.paimon.schema.SchemaManager;
import org.apache.paimon.schema.TableSchema;
import org.apache.paimon.shade.jackson2.com.fasterxml.jackson.core.JsonProcessingException;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.object.ObjectTable;
import org.apache.paimon.types.DataField;
import org.apache.paimon.utils.LazyField;

/** {@link TableFiles} by Paimon's own schema rules. */
final class PaimonTableFiles implements TableFiles {
  private final DurableFiles files;

  PaimonTableFiles(DurableFiles files) {
    this.files = files;
  }

  @Override
  public Blueprint interpret(String definition) {
    Map<String, String> options = parse(definition).options();
    String type = options.getOrDefault(CoreOptions.TYPE.key(), TableKind.PAIMON.optionValue());
    TableKind kind =
        TableKind.of(type)
            .orElseThrow(
                () ->
                    new InvalidRequest(
                        "The table type '"
                            + type
                            + "' is none of "
                            + Arrays.stream(TableKind.values())
                                .map(TableKind::optionValue)
                                .toList()));
    return new Blueprint(
        kind, Optional.ofNullable(options.get(CoreOptions.PATH.key())).map(StorageLocation::new));
  }

  @Override
  public void createFolder(StorageLocation location) {
    files.createFolder(DurableFiles.local(location));
  }

  @Override
  public dev.moraine.catalog.TableSchema create(
      StorageLocation location, Blueprint blueprint, String definition) {
    Schema schema = withoutPlace(parse(definition));
    byPaimonsRules(
        () -> {
          CatalogUtils.validateCreateTable(schema, false);
          return schema;
        });
    return switch (blueprint.kind()) {
      case PAIMON, MATERIALIZED -> createPaimon(location, blueprint, schema);
      case FORMAT -> createFormat(location, blueprint, schema);
      case OBJECT -> {
        requireUsersFolder(blueprint);
        yield createFolderFor(location, blueprint, withFields(schema, objectFields()));
      }
      case LANCE, ICEBERG -> createFolderFor(location, blueprint, schema);
    };
  }

  private dev.moraine.catalog.TableSchema createFormat(
      StorageLocation location, Blueprint blueprint, Schema schema) {
    if (!schema.primaryKeys().isEmpty()) {
      throw new InvalidRequest("A table of the type 'format-table' has no primary key");
    }
    requireUsersFolder(blueprint);
    return createFolderFor(location, blueprint, schema);
  }

  // Such a table is what lies in the folder, so one that is not there is most likely misspelt.
  private void requireUsersFolder(Blueprint blueprint) {
    blueprint.location().ifPresent(this::requireFolder);
  }

  private void requireFolder(StorageLocation location) {
    if (!files.isFolder(DurableFiles.local(location))) {
      throw new InvalidRequest(
          "There is no folder " + location + "; make it before the table that is to stand on it");
    }
  }

  private dev.moraine.catalog.TableSchema createPaimon(
      StorageLocation location, Blueprint blueprint, Schema schema) {
    SchemaManager schemas = schemas(location);
    Optional<TableSchema> existing = schemas.latest();
    if (existing.isPresent()) {
      if (blueprint.location().isEmpty()) {
        throw new Conflict("The folder " + location + " holds a table already");
      }
      return byPaimonsRules(() -> toDomain(schemas.createTable(schema, true)));
    }
    TableSchema first = checked(location, 0, schema);
    dev.moraine.catalog.TableSchema made = byPaimonsRules(() -> toDomain(first));
    if (!files.putIfAbsent(schemaFile(location, 0), first.toString())) {
      throw new Conflict("Another table was made in the folder " + location + " just now");
    }
    return made;
  }

  private static TableSchema checked(StorageLocation location, long id, Schema schema) {
    TableSchema checked = byPaimonsRules(() -> TableSchema.create(id, schema));
    // Opening a store is how Paimon checks that its options fit together.
    byPaimonsRules(() -> PaimonTables.open(location, checked).store());
    return checked;
  }

  private dev.moraine.catalog.TableSchema createFolderFor(
      StorageLocation location, Blueprint blueprint, Schema schema) {
    // The user's own folder is the client's to make, with the client's rights.
    if (blueprint.location().isEmpty()) {
      files.createFolder(DurableFiles.local(location));
    }
    return byPaimonsRules(() -> toDomain(TableSchema.create(0, schema)));
  }

  @Override
  public dev.moraine.catalog.TableSchema existingSchema(StorageLocation location) {
    requireFolder(location);
    return schemas(location)
        .latest()
        .map(PaimonTableFiles::toDomain)
        .orElseThrow(
            () -> new InvalidRequest("There is no Paimon table in the folder " + location));
  }

  @Override
  public SchemaStep alter(Table table, String changes) {
    TableSchema base = TableSchema.fromJson(table.schema().record());
    boolean hasFiles = table.kind().hasSnapshots();
    if (hasFiles) {
      TableSchema newest = newest(table);
      if (newest.id() > base.id()) {
        return new SchemaStep.Behind(toDomain(newest));
      }
    }
    TableSchema next = apply(table, base, parseChanges(changes));
    dev.moraine.catalog.TableSchema changed = byPaimonsRules(() -> toDomain(next));
    if (!hasFiles) {
      return new SchemaStep.Written(changed);
    }
    byPaimonsRules(
        () -> {
          PaimonTables.validate(next);
          return next;
        });
    return files.putIfAbsent(schemaFile(table.branchFolder(), next.id()), next.toString())
        ? new SchemaStep.Written(changed)
        : new SchemaStep.Behind(toDomain(newest(table)));
  }

  private static TableSchema apply(Table table, TableSchema base, List<SchemaChange> changes) {
    boolean hasFiles = table.kind().hasSnapshots();
    Identifier identifier = Identifier.create(table.name().database(), table.name().table());
    try {
      return SchemaManager.generateTableSchema(
          base,
          changes,
          new LazyField<>(() -> hasFiles && hasSnapshot(table)),
          new LazyField<>(() -> identifier));
    } catch (Catalog.ColumnAlreadyExistException e) {
      throw new AlreadyExists(
          ResourceKind.COLUMN,
          e.column(),
          "Table '" + table.name() + "' has a column '" + e.column() + "' already");
    } catch (Catalog.ColumnNotExistException e) {
      if (e.column() == null) {
        // Paimon looks for the column of a move before it asks whether the move names one.
        throw new InvalidRequest(
            "A column is moved behind or before another one, which has no name");
      }
      throw new NotFound(
          ResourceKind.COLUMN,
          e.column(),
          "Table '" + table.name() + "' has no column '" + e.column() + "'");
    } catch (RuntimeException e) {
      throw refused(e);
    }
  }

  private static boolean hasSnapshot(Table table) {
    return PaimonTables.open(table).snapshotManager().latestSnapshotIdFromFileSystem() != null;
  }

  @Override
  public Optional<dev.moraine.catalog.TableSchema> schema(Table table, long id) {
    SchemaManager schemas = schemas(table.branchFolder());
    return schemas.schemaExists(id) ? Optional.of(toDomain(schemas.schema(id))) : Optional.empty();
  }

  @Override
  public dev.moraine.catalog.TableSchema rollbackSchema(Table table, long schemaId) {
    SchemaManager schemas = schemas(table.branchFolder());
    if (!schemas.schemaExists(schemaId)) {
      throw new InvalidRequest("Table '" + table.name() + "' has no schema " + schemaId);
    }
    FileStoreTable store = PaimonTables.open(table);
    try {
      schemas.rollbackTo(
          schemaId, store.snapshotManager(), store.tagManager(), store.changelogManager());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      throw new Conflict(sentence(e));
    }
    return toDomain(schemas.schema(schemaId));
  }

  @Override
  public dev.moraine.catalog.TableSchema replacement(Table table, String definition) {
    Blueprint blueprint = interpret(definition);
    if (!table.kind().hasSnapshots() || blueprint.kind() != table.kind()) {
      throw cannotReplace(
          table, "one of the kind " + blueprint.kind().optionValue() + ", in its place");
    }
    if (blueprint.location().filter(to -> !isAt(table, to)).isPresent()) {
      throw new InvalidRequest(
          "Table '"
              + table.name()
              + "' stays in the folder "
              + table.location()
              + " when it is replaced; leave the option 'path' out");
    }
    Schema schema = withoutPlace(parse(definition));
    List<String> columns = TableSchema.fromJson(table.schema().record()).partitionKeys();
    if (!schema.partitionKeys().equals(columns)) {
      throw cannotReplace(table, "one with other partition keys than " + columns);
    }
    byPaimonsRules(
        () -> {
          CatalogUtils.validateCreateTable(schema, false);
          return schema;
        });
    TableSchema checked = checked(table.location(), newest(table).id() + 1, schema);
    return byPaimonsRules(() -> toDomain(checked));
  }

  // Clients answer it by dropping the table and making it anew.
  private static NotImplemented cannotReplace(Table table, String by) {
    return new NotImplemented(
        "Table '"
            + table.name()
            + "' of the kind "
            + table.kind().optionValue()
            + " cannot be replaced by "
            + by
            + "; drop it and make it again");
  }

  private static boolean isAt(Table table, StorageLocation location) {
    return DurableFiles.localPath(location).equals(DurableFiles.localPath(table.location()));
  }

  @Override
  public void putSchema(Table table, dev.moraine.catalog.TableSchema schema) {
    files.replace(schemaFile(table.branchFolder(), schema.id()), schema.record());
  }

  @Override
  public boolean schemaExists(Table table, long schemaId) {
    // Ids are dense, so those up to the row's are there; a younger one was left by a crash.
    return schemaId <= table.schema().id()
        || files.exists(schemaFile(table.branchFolder(), schemaId));
  }

  @Override
  public void deleteFolder(StorageLocation location) {
    files.deleteFolder(DurableFiles.local(location));
  }

  private static TableSchema newest(Table table) {
    return schemas(table.branchFolder())
        .latest()
        .orElseThrow(
            () -> new IllegalStateException("The schema files of " + table.id() + " are gone"));
  }

  private static SchemaManager schemas(StorageLocation location) {
    return new SchemaManager(PaimonTables.FILE_IO, PaimonTables.path(location));
  }

  /** Empty for a file that is none of a schema. */
  static Optional<Long> schemaIdOf(String schemaFile) {
    String prefix = "schema-";
    return schemaFile.startsWith(prefix)
            && schemaFile.length() > prefix.length()
            && schemaFile.substring(prefix.length()).chars().allMatch(Character::isDigit)
        ? Optional.of(Long.valueOf(schemaFile.substring(prefix.length())))
        : Optional.empty();
  }

  static Path schemaFile(StorageLocation location, long schemaId) {
    return DurableFiles.local(location).resolve("schema").resolve("schema-" + schemaId);
  }

  static Schema parse(String definition) {
    try {
      return Objects.requireNonNull(RESTApi.fromJson(definition, Schema.class));
    } catch (JsonProcessingException | RuntimeException e) {
      throw new InvalidRequest("The schema cannot be read: " + reasonOfParser(e));
    }
  }

  static List<SchemaChange> parseChanges(String changes) {
    try {
      return List.of(RESTApi.fromJson(changes, SchemaChange[].class));
    } catch (JsonProcessingException | RuntimeException e) {
      throw new InvalidRequest("The schema changes cannot be read: " + reasonOfParser(e));
    }
  }

  // Clients put the path into the options and get it back beside them; the owner that they name is
  // their operating system's user, not whom we know them as.
  private static Schema withoutPlace(Schema schema) {
    Map<String, String> options = new HashMap<>(schema.options());
    options.remove(CoreOptions.PATH.key());
    options.remove(Catalog.OWNER_PROP);
    return new Schema(
        schema.fields(), schema.partitionKeys(), schema.primaryKeys(), options, schema.comment());
  }

  private static Schema withFields(Schema schema, List<DataField> fields) {
    return new Schema(
        fields, schema.partitionKeys(), schema.primaryKeys(), schema.options(), schema.comment());
  }

  private static List<DataField> objectFields() {
    return new ArrayList<>(ObjectTable.SCHEMA.getFields());
  }

  private static dev.moraine.catalog.TableSchema toDomain(TableSchema schema) {
    try {
      return new dev.moraine.catalog.TableSchema(
          schema.id(),
          RESTApi.toJson(schema.toSchema()),
          schema.toString(),
          CoreOptions.fromMap(schema.options()).partitionedTableInMetastore());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A schema that was read can be written", e);
    }
  }

  @FunctionalInterface
  private interface PaimonRule<T> {
    T check() throws Exception;
  }

  // Paimon's checks throw plain runtime exceptions, whose text says what does not fit.
  private static <T> T byPaimonsRules(PaimonRule<T> rule) {
    try {
      return rule.check();
    } catch (RuntimeException e) {
      throw refused(e);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static RuntimeException refused(RuntimeException e) {
    if (e instanceof UnsupportedOperationException) {
      return new NotImplemented(sentence(e));
    }
    return e instanceof IllegalStateException
        ? new SchemaChangeRefused(sentence(e))
        : new InvalidRequest(sentence(e));
  }

  // What a constructor of Paimon's found, or else the parser: without the text that was parsed,
  // which the parser's whole message repeats.
  private static String reasonOfParser(Exception e) {
    Throwable cause = e.getCause();
    if (cause instanceof NullPointerException) {
      return "a list is missing in it, such as 'fields', 'partitionKeys' or 'primaryKeys'";
    }
    if (cause instanceof RuntimeException refusal) {
      return sentence(refusal);
    }
    return e instanceof JsonProcessingException parser
        ? oneLine(parser.getOriginalMessage())
        : sentence(e);
  }

  private static String oneLine(String message) {
    return message.strip().replaceAll("\\s+", " ");
  }

  // Some of Paimon's messages have several lines.
  private static String sentence(Exception e) {
    String message = e.getMessage();
    return message == null
        ? "Paimon refuses it with a " + e.getClass().getSimpleName()
        : oneLine(message);
  }
}
