package dev.moraine.warehouse;

import dev.moraine.access.Restriction.Rule;
import dev.moraine.catalog.RuleLanguage;
import dev.moraine.error.InvalidRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.paimon.CoreOptions;
import org.apache.paimon.predicate.CompoundPredicate;
import org.apache.paimon.predicate.FieldRef;
import org.apache.paimon.predicate.LeafPredicate;
import org.apache.paimon.predicate.Predicate;
import org.apache.paimon.predicate.Transform;
import org.apache.paimon.rest.RESTApi;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.schema.SchemaChange;
import org.apache.paimon.shade.jackson2.com.fasterxml.jackson.core.JsonProcessingException;
import org.apache.paimon.types.RowType;
import org.apache.paimon.utils.JsonSerdeUtil;
import org.jspecify.annotations.Nullable;

/** {@link RuleLanguage} by Paimon's predicates and transforms. */
final class PaimonRules implements RuleLanguage {
  @Override
  public List<Column> columns(dev.moraine.catalog.TableSchema schema) {
    Schema parsed = PaimonTableFiles.parse(schema.definition());
    return parsed.fields().stream()
        .map(
            field ->
                new Column(
                    field.name(),
                    field.type().asSQLString(),
                    parsed.partitionKeys().contains(field.name())))
        .toList();
  }

  @Override
  public Rule rowFilter(dev.moraine.catalog.TableSchema schema, Source source) {
    RowType type = rowType(schema);
    if (source.json().isPresent()) {
      Predicate given = parse(source.json().get(), Predicate.class);
      return rule(source, JsonSerdeUtil.toFlatJson(require(rebind(given, type))), names(given));
    }
    String sql = source.expression().orElseThrow();
    Predicate parsed = new RowFilterParser(type).parse(sql);
    String json = JsonSerdeUtil.toFlatJson(parsed);
    // What Paimon cannot read back again no client could.
    if (!parse(json, Predicate.class).equals(parsed)) {
      throw new InvalidRequest("The row filter \"" + sql + "\" cannot be told to clients");
    }
    return rule(source, json, names(parsed));
  }

  @Override
  public Rule mask(dev.moraine.catalog.TableSchema schema, String column, Source source) {
    RowType type = rowType(schema);
    Transform transform =
        source.json().isPresent()
            ? require(rebind(parse(source.json().get(), Transform.class), type))
            : new MaskParser(type).parse(column, source.expression().orElseThrow());
    return rule(source, JsonSerdeUtil.toFlatJson(transform), names(transform));
  }

  private static Rule rule(Source source, String json, Set<String> columns) {
    return new Rule(source.expression(), json, columns);
  }

  @Override
  public Optional<String> bindRowFilter(dev.moraine.catalog.TableSchema schema, Rule rule) {
    return rebind(parse(rule.json(), Predicate.class), rowType(schema))
        .map(JsonSerdeUtil::toFlatJson);
  }

  @Override
  public Optional<String> bindMask(dev.moraine.catalog.TableSchema schema, Rule rule) {
    return rebind(parse(rule.json(), Transform.class), rowType(schema))
        .map(JsonSerdeUtil::toFlatJson);
  }

  @Override
  public dev.moraine.catalog.TableSchema askingForRules(dev.moraine.catalog.TableSchema schema) {
    Schema plain = PaimonTableFiles.parse(schema.definition());
    Map<String, String> options = new HashMap<>(plain.options());
    options.put(CoreOptions.QUERY_AUTH_ENABLED.key(), "true");
    Schema asking =
        new Schema(
            plain.fields(), plain.partitionKeys(), plain.primaryKeys(), options, plain.comment());
    try {
      return new dev.moraine.catalog.TableSchema(
          schema.id(), RESTApi.toJson(asking), schema.record(), schema.partitionsInCatalog());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A schema that was read can be written", e);
    }
  }

  @Override
  public Set<String> touched(String changes) {
    return PaimonTableFiles.parseChanges(changes).stream()
        .flatMap(change -> path(change).stream())
        .flatMap(path -> path.stream().limit(1))
        .collect(Collectors.toSet());
  }

  /** The names from a column to the field in it that is changed; a change may lack them. */
  private static Optional<List<String>> path(SchemaChange change) {
    String @Nullable [] names = null;
    if (change instanceof SchemaChange.DropColumn drop) {
      names = drop.fieldNames();
    } else if (change instanceof SchemaChange.RenameColumn rename) {
      names = rename.fieldNames();
    } else if (change instanceof SchemaChange.UpdateColumnType update) {
      names = update.fieldNames();
    } else if (change instanceof SchemaChange.UpdateColumnNullability update) {
      names = update.fieldNames();
    }
    return Optional.ofNullable(names).map(Arrays::asList);
  }

  private static RowType rowType(dev.moraine.catalog.TableSchema schema) {
    return PaimonTableFiles.parse(schema.definition()).rowType();
  }

  private static <T> T parse(String json, Class<T> kind) {
    try {
      T parsed = JsonSerdeUtil.fromJson(json, kind);
      if (parsed != null) {
        return parsed;
      }
    } catch (RuntimeException e) {
      // Falls through: Paimon's own sentence names Java classes.
    }
    throw new InvalidRequest("This is no " + kind.getSimpleName() + " of Paimon's: " + json);
  }

  private static <T> T require(Optional<T> bound) {
    return bound.orElseThrow(
        () ->
            new InvalidRequest(
                "The rule reads columns that the table does not have, or with other types"));
  }

  private static Optional<Predicate> rebind(Predicate predicate, RowType type) {
    if (predicate instanceof LeafPredicate leaf) {
      return inputs(leaf.transform(), type).map(leaf::copyWithNewInputs);
    }
    CompoundPredicate compound = (CompoundPredicate) predicate;
    List<Predicate> children = new ArrayList<>();
    for (Predicate child : compound.children()) {
      Optional<Predicate> bound = rebind(child, type);
      if (bound.isEmpty()) {
        return Optional.empty();
      }
      children.add(bound.get());
    }
    return Optional.of(new CompoundPredicate(compound.function(), children));
  }

  private static Optional<Transform> rebind(Transform transform, RowType type) {
    return inputs(transform, type).map(transform::copyWithNewInputs);
  }

  /** With each column's place in the type; empty when the type has not all of them. */
  private static Optional<List<Object>> inputs(Transform transform, RowType type) {
    List<Object> inputs = new ArrayList<>();
    for (Object input : transform.inputs()) {
      if (!(input instanceof FieldRef reference)) {
        inputs.add(input);
        continue;
      }
      int index = type.getFieldIndex(reference.name());
      // Whether it may be null makes no difference to what a rule means.
      if (index < 0 || !type.getTypeAt(index).copy(true).equals(reference.type().copy(true))) {
        return Optional.empty();
      }
      inputs.add(new FieldRef(index, reference.name(), type.getTypeAt(index)));
    }
    return Optional.of(inputs);
  }

  private static Set<String> names(Predicate predicate) {
    if (predicate instanceof LeafPredicate leaf) {
      return names(leaf.transform());
    }
    Set<String> names = new LinkedHashSet<>();
    ((CompoundPredicate) predicate).children().forEach(child -> names.addAll(names(child)));
    return names;
  }

  private static Set<String> names(Transform transform) {
    Set<String> names = new LinkedHashSet<>();
    for (Object input : transform.inputs()) {
      if (input instanceof FieldRef reference) {
        names.add(reference.name());
      }
    }
    return names;
  }
}
