package dev.moraine.server.http.paimon;

import dev.moraine.catalog.Page;
import dev.moraine.catalog.View;
import dev.moraine.catalog.ViewChange;
import dev.moraine.catalog.ViewName;
import dev.moraine.catalog.ViewSchema;
import dev.moraine.catalog.ViewService;
import dev.moraine.error.InvalidRequest;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Views of the protocol. */
final class ViewRoutes {
  private final ViewService views;

  ViewRoutes(ViewService views) {
    this.views = views;
  }

  Wire.ListViewsResponse list(PaimonRequest request) {
    Page<View> page = page(request);
    return new Wire.ListViewsResponse(
        page.items().stream().map(view -> view.name().view()).toList(), page.nextToken());
  }

  Wire.ListViewDetailsResponse listDetails(PaimonRequest request) {
    Page<View> page = page(request);
    return new Wire.ListViewDetailsResponse(
        page.items().stream().map(ViewRoutes::toWire).toList(), page.nextToken());
  }

  private Page<View> page(PaimonRequest request) {
    return views.list(
        request.caller(),
        request.catalog(),
        request.database(),
        request.pattern(PaimonQuery.VIEW_NAME_PATTERN),
        request.page());
  }

  Wire.ListViewsGloballyResponse listAll(PaimonRequest request) {
    Page<ViewName> page =
        views.listAll(
            request.caller(),
            request.catalog(),
            request.pattern(PaimonQuery.DATABASE_NAME_PATTERN),
            request.pattern(PaimonQuery.VIEW_NAME_PATTERN),
            request.page());
    return new Wire.ListViewsGloballyResponse(
        page.items().stream()
            .map(name -> new Wire.Identifier(name.database(), name.view()))
            .toList(),
        page.nextToken());
  }

  void create(PaimonRequest request, Wire.CreateViewRequest body) {
    Wire.ViewSchema schema = body.schema();
    views.create(
        request.caller(),
        request.catalog(),
        name(body.identifier()),
        new ViewSchema(
            OpaqueJson.fields("fields", schema.fields()).orElseThrow(),
            schema.query(),
            Objects.requireNonNullElse(schema.dialects(), Map.of()),
            Optional.ofNullable(schema.comment()),
            Objects.requireNonNullElse(schema.options(), Map.of())));
  }

  Wire.GetViewResponse get(PaimonRequest request) {
    return toWire(views.get(request.caller(), request.catalog(), name(request)));
  }

  void alter(PaimonRequest request, Wire.AlterViewRequest body) {
    views.alter(
        request.caller(),
        request.catalog(),
        name(request),
        body.changes().stream().map(ViewRoutes::change).toList());
  }

  // Source: paimon-api ViewChange.
  private static ViewChange change(Wire.ViewChange change) {
    return switch (change.action()) {
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
      default -> throw new InvalidRequest("A view cannot be changed by '" + change.action() + "'");
    };
  }

  void rename(PaimonRequest request, Wire.RenameViewRequest body) {
    views.rename(
        request.caller(), request.catalog(), name(body.source()), name(body.destination()));
  }

  void drop(PaimonRequest request) {
    views.drop(request.caller(), request.catalog(), name(request));
  }

  private static ViewName name(PaimonRequest request) {
    return new ViewName(request.database(), request.segment("view"));
  }

  private static ViewName name(Wire.Identifier identifier) {
    return new ViewName(identifier.database(), identifier.object());
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
