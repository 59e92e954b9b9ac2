package dev.moraine.server.http.paimon;

import dev.moraine.catalog.Page;
import dev.moraine.catalog.View;
import dev.moraine.catalog.ViewChange;
import dev.moraine.catalog.ViewName;
import dev.moraine.catalog.ViewSchema;
import dev.moraine.catalog.ViewService;
import dev.moraine.error.InvalidRequest;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Views of the protocol. */
final class ViewRoutes {
  private final ViewService views;

  ViewRoutes(ViewService views) {
    this.views = views;
  }

  Optional<Object> list(PaimonRequest request) {
    Page<View> page = page(request);
    return Optional.of(
        new Wire.ListViewsResponse(
            page.items().stream().map(view -> view.name().view()).toList(), page.nextToken()));
  }

  Optional<Object> listDetails(PaimonRequest request) {
    Page<View> page = page(request);
    return Optional.of(
        new Wire.ListViewDetailsResponse(
            page.items().stream().map(ViewRoutes::toWire).toList(), page.nextToken()));
  }

  private Page<View> page(PaimonRequest request) {
    return views.list(
        request.caller(),
        request.catalog(),
        request.database(),
        request.pattern("viewNamePattern"),
        request.page());
  }

  Optional<Object> listAll(PaimonRequest request) {
    Page<ViewName> page =
        views.listAll(
            request.caller(),
            request.catalog(),
            request.pattern("databaseNamePattern"),
            request.pattern("viewNamePattern"),
            request.page());
    return Optional.of(
        new Wire.ListViewsGloballyResponse(
            page.items().stream()
                .map(name -> new Wire.Identifier(name.database(), name.view()))
                .toList(),
            page.nextToken()));
  }

  Optional<Object> create(PaimonRequest request) {
    Wire.CreateViewRequest body = request.body(Wire.CreateViewRequest.class);
    Wire.ViewSchema schema = Wire.required("schema", body.schema());
    views.create(
        request.caller(),
        request.catalog(),
        name("identifier", body.identifier()),
        new ViewSchema(
            Wire.required("fields", OpaqueJson.fields("fields", schema.fields()).orElse(null)),
            Wire.required("query", schema.query()),
            Objects.requireNonNullElse(schema.dialects(), Map.of()),
            Optional.ofNullable(schema.comment()),
            Objects.requireNonNullElse(schema.options(), Map.of())));
    return Optional.empty();
  }

  Optional<Object> get(PaimonRequest request) {
    return Optional.of(toWire(views.get(request.caller(), request.catalog(), name(request))));
  }

  Optional<Object> alter(PaimonRequest request) {
    List<Wire.ViewChange> changes =
        Wire.required("changes", request.body(Wire.AlterViewRequest.class).changes());
    views.alter(
        request.caller(),
        request.catalog(),
        name(request),
        changes.stream().map(ViewRoutes::change).toList());
    return Optional.empty();
  }

  // Source: paimon-api ViewChange.
  private static ViewChange change(Wire.ViewChange change) {
    String action = Wire.required("action", change.action());
    return switch (action) {
      case "setOption" ->
          new ViewChange.SetOption(
              Wire.required("key", change.key()), Wire.required("value", change.value()));
      case "removeOption" -> new ViewChange.RemoveOption(Wire.required("key", change.key()));
      case "updateComment" -> new ViewChange.UpdateComment(Optional.ofNullable(change.comment()));
      case "addDialect" ->
          new ViewChange.AddDialect(
              Wire.required("dialect", change.dialect()), Wire.required("query", change.query()));
      case "updateDialect" ->
          new ViewChange.UpdateDialect(
              Wire.required("dialect", change.dialect()), Wire.required("query", change.query()));
      case "dropDialect" -> new ViewChange.DropDialect(Wire.required("dialect", change.dialect()));
      default -> throw new InvalidRequest("A view cannot be changed by '" + action + "'");
    };
  }

  Optional<Object> rename(PaimonRequest request) {
    Wire.RenameTableRequest body = request.body(Wire.RenameTableRequest.class);
    views.rename(
        request.caller(),
        request.catalog(),
        name("source", body.source()),
        name("destination", body.destination()));
    return Optional.empty();
  }

  Optional<Object> drop(PaimonRequest request) {
    views.drop(request.caller(), request.catalog(), name(request));
    return Optional.empty();
  }

  private static ViewName name(PaimonRequest request) {
    return new ViewName(request.database(), request.segment("view"));
  }

  private static ViewName name(String field, Wire.@Nullable Identifier identifier) {
    Wire.Identifier given = Wire.required(field, identifier);
    return new ViewName(
        Wire.required("database", given.database()), Wire.required("object", given.object()));
  }

  private static Wire.GetViewResponse toWire(View view) {
    return new Wire.GetViewResponse(
        view.id().value(),
        view.name().view(),
        new Wire.ViewSchemaResponse(
            view.schema().fields(),
            view.schema().query(),
            view.schema().dialects(),
            view.schema().comment(),
            view.schema().options()),
        view.provenance().owner(),
        view.provenance().createdAt().toEpochMilli(),
        view.provenance().createdBy(),
        view.provenance().updatedAt().toEpochMilli(),
        view.provenance().updatedBy());
  }
}
