package dev.moraine.server.http.paimon;

import dev.moraine.catalog.CatalogService;
import dev.moraine.catalog.DatabaseService;
import dev.moraine.catalog.FunctionService;
import dev.moraine.catalog.PartitionService;
import dev.moraine.catalog.TableAccessService;
import dev.moraine.catalog.TableService;
import dev.moraine.catalog.ViewService;
import dev.moraine.catalog.commit.BranchService;
import dev.moraine.catalog.commit.CommitService;
import dev.moraine.catalog.commit.ConsumerService;
import dev.moraine.catalog.commit.SnapshotService;
import dev.moraine.catalog.commit.TagService;
import dev.moraine.server.http.HttpServer;
import dev.moraine.server.http.Json;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Paimon's REST protocol: the list of everything served below {@code /v1}. */
public final class PaimonRoutes implements HttpServer.Api {
  private static final String PREFIX = "/v1/{prefix}";
  private static final String DATABASES = PREFIX + "/databases";
  private static final String DATABASE = DATABASES + "/{database}";
  private static final String TABLES = DATABASE + "/tables";
  private static final String TABLE = TABLES + "/{table}";
  private static final String VIEW = DATABASE + "/views/{view}";
  private static final String FUNCTION = DATABASE + "/functions/{function}";

  private final List<Route> routes = new ArrayList<>();

  /**
   * @param region announced to clients; part of the endpoint's host name
   */
  public PaimonRoutes(
      CatalogService catalogs,
      DatabaseService databases,
      TableService tables,
      TableAccessService tableAccess,
      PartitionService partitions,
      ViewService views,
      FunctionService functions,
      CommitService commits,
      SnapshotService snapshots,
      TagService tags,
      BranchService branches,
      ConsumerService consumers,
      String region) {
    ConfigRoutes config = new ConfigRoutes(catalogs, region);
    get("/v1/config", config::get);

    DatabaseRoutes database = new DatabaseRoutes(databases);
    get(DATABASES, database::list);
    post(DATABASES, database::create);
    get(DATABASE, database::get);
    post(DATABASE, database::alter);
    delete(DATABASE, database::drop);

    TableRoutes table = new TableRoutes(tables);
    get(TABLES, table::list);
    post(TABLES, table::create);
    get(DATABASE + "/table-details", table::listDetails);
    get(PREFIX + "/tables", table::listAll);
    get(PREFIX + "/tables/id/{tableId}", table::getById);
    post(PREFIX + "/tables/rename", table::rename);
    post(DATABASE + "/register", table::register);
    get(TABLE, table::get);
    post(TABLE, table::alter);
    delete(TABLE, table::drop);
    post(TABLE + "/replace", table::replace);
    post(TABLE + "/rollback-schema", table::rollbackSchema);

    TableAccessRoutes access = new TableAccessRoutes(tableAccess);
    get(TABLE + "/token", access::token);
    post(TABLE + "/auth", access::auth);

    SnapshotRoutes snapshot = new SnapshotRoutes(commits, snapshots);
    post(TABLE + "/commit", snapshot::commit);
    post(TABLE + "/rollback", snapshot::rollback);
    get(TABLE + "/snapshot", snapshot::head);
    get(TABLE + "/snapshots", snapshot::list);
    get(TABLE + "/snapshots/{version}", snapshot::get);

    TagRoutes tag = new TagRoutes(tags);
    get(TABLE + "/tags", tag::list);
    post(TABLE + "/tags", tag::create);
    get(TABLE + "/tags/{tag}", tag::get);
    delete(TABLE + "/tags/{tag}", tag::delete);

    BranchRoutes branch = new BranchRoutes(branches);
    get(TABLE + "/branches", branch::list);
    post(TABLE + "/branches", branch::create);
    delete(TABLE + "/branches/{branch}", branch::delete);
    post(TABLE + "/branches/{branch}/forward", branch::forward);
    post(TABLE + "/branches/{branch}/rename", branch::rename);

    ConsumerRoutes consumer = new ConsumerRoutes(consumers);
    get(TABLE + "/consumers", consumer::list);
    post(TABLE + "/consumers/reset", consumer::reset);

    PartitionRoutes partition = new PartitionRoutes(partitions);
    get(TABLE + "/partitions", partition::list);
    post(TABLE + "/partitions", partition::create);
    post(TABLE + "/partitions/drop", partition::drop);
    post(TABLE + "/partitions/list-by-names", partition::find);
    post(TABLE + "/partitions/list-by-filter", partition::listByFilter);
    post(TABLE + "/partitions/mark", partition::markDone);

    ViewRoutes view = new ViewRoutes(views);
    get(DATABASE + "/views", view::list);
    post(DATABASE + "/views", view::create);
    get(DATABASE + "/view-details", view::listDetails);
    get(PREFIX + "/views", view::listAll);
    post(PREFIX + "/views/rename", view::rename);
    get(VIEW, view::get);
    post(VIEW, view::alter);
    delete(VIEW, view::drop);

    FunctionRoutes function = new FunctionRoutes(functions);
    get(DATABASE + "/functions", function::list);
    post(DATABASE + "/functions", function::create);
    get(DATABASE + "/function-details", function::listDetails);
    get(PREFIX + "/functions", function::listAll);
    get(FUNCTION, function::get);
    post(FUNCTION, function::alter);
    delete(FUNCTION, function::drop);
  }

  /** What a route answers: a wire record, the future of one, or nothing for an empty 200. */
  @FunctionalInterface
  interface RouteHandler {
    Optional<Object> handle(PaimonRequest request);
  }

  /** One line of the protocol. */
  record Route(HandlerType method, String path, RouteHandler handler) {}

  /** All routes, in no order that matters. */
  List<Route> routes() {
    return List.copyOf(routes);
  }

  @Override
  public String root() {
    return "/v1";
  }

  @Override
  public void addRoutes(JavalinConfig config) {
    for (Route route : routes) {
      config.routes.addHttpHandler(route.method(), route.path(), context -> run(route, context));
    }
  }

  // Always 200: clients since 1.3 take 200, 202 and 204 for success and nothing else.
  private static void run(Route route, Context context) {
    Optional<Object> answer = route.handler().handle(new PaimonRequest(context, route.path()));
    if (answer.orElse(null) instanceof CompletableFuture<?> later) {
      context.future(() -> later.thenAccept(body -> render(context, body)));
    } else {
      answer.ifPresent(body -> render(context, body));
    }
  }

  private static void render(Context context, Object body) {
    context.contentType("application/json").result(Json.write(body));
  }

  @Override
  public HttpServer.ErrorBody render(HttpServer.ErrorDescription error) {
    return new HttpServer.ErrorBody(
        "application/json",
        Json.write(
            new Wire.ErrorResponse(
                error.resourceKind().isEmpty()
                    ? Optional.empty()
                    : Optional.of(error.resourceKind()),
                error.resourceName().isEmpty()
                    ? Optional.empty()
                    : Optional.of(error.resourceName()),
                // Java clients run the message through String.format, where a lone percent sign
                // throws. Source: paimon-api RESTException.
                error.sentence().replace("%", "%%"),
                error.status())));
  }

  private void get(String path, RouteHandler handler) {
    routes.add(new Route(HandlerType.GET, path, handler));
  }

  private void post(String path, RouteHandler handler) {
    routes.add(new Route(HandlerType.POST, path, handler));
  }

  private void delete(String path, RouteHandler handler) {
    routes.add(new Route(HandlerType.DELETE, path, handler));
  }
}
