package dev.moraine.server.http.paimon;

import static dev.moraine.server.http.paimon.PaimonQuery.DATABASE_NAME_PATTERN;
import static dev.moraine.server.http.paimon.PaimonQuery.FUNCTION_NAME_PATTERN;
import static dev.moraine.server.http.paimon.PaimonQuery.MAX_RESULTS;
import static dev.moraine.server.http.paimon.PaimonQuery.PAGE_TOKEN;
import static dev.moraine.server.http.paimon.PaimonQuery.PARTITION_NAME_PATTERN;
import static dev.moraine.server.http.paimon.PaimonQuery.TABLE_NAME_PATTERN;
import static dev.moraine.server.http.paimon.PaimonQuery.TABLE_TYPE;
import static dev.moraine.server.http.paimon.PaimonQuery.TAG_NAME_PREFIX;
import static dev.moraine.server.http.paimon.PaimonQuery.VIEW_NAME_PATTERN;
import static dev.moraine.server.http.paimon.PaimonQuery.WAREHOUSE;

import dev.moraine.access.Action;
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
import dev.moraine.error.ErrorCode;
import dev.moraine.error.ResourceKind;
import dev.moraine.server.http.HttpServer;
import dev.moraine.server.http.Json;
import dev.moraine.server.http.PathParameter;
import dev.moraine.server.http.RouteTable;
import io.javalin.http.HttpStatus;
import java.util.List;
import java.util.Optional;

/** Paimon's REST protocol: the list of everything served below {@code /v1}. */
public final class PaimonRoutes implements HttpServer.Api {
  private static final String JSON = "application/json";
  private static final String PREFIX = "/v1/{prefix}";
  private static final String DATABASES = PREFIX + "/databases";
  private static final String DATABASE = DATABASES + "/{database}";
  private static final String TABLES = DATABASE + "/tables";
  private static final String TABLE = TABLES + "/{table}";
  private static final String VIEW = DATABASE + "/views/{view}";
  private static final String FUNCTION = DATABASE + "/functions/{function}";

  // Always 200: clients since 1.3 take 200, 202 and 204 for success and nothing else.
  private final RouteTable<PaimonRequest> routes =
      new RouteTable<>(
          PaimonRequest::new,
          HttpStatus.OK,
          List.of(
              PathParameter.of("prefix", "The catalog's id, as GET /v1/config tells it"),
              PathParameter.of("database", "The database's name", ResourceKind.DATABASE),
              PathParameter.of(
                  "table",
                  "The table's name; NAME$branch_BRANCH for one of its branches",
                  ResourceKind.TABLE),
              PathParameter.of("tableId", "The table's id", ResourceKind.TABLE),
              PathParameter.of(
                  "version", "A snapshot's id, EARLIEST, LATEST, or a tag", ResourceKind.SNAPSHOT),
              PathParameter.of("tag", "The tag's name", ResourceKind.TAG),
              PathParameter.of("branch", "The branch's name", ResourceKind.BRANCH),
              PathParameter.of("view", "The view's name", ResourceKind.VIEW),
              PathParameter.of("function", "The function's name", ResourceKind.FUNCTION)));

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
    routes.about("Configuration");
    ConfigRoutes config = new ConfigRoutes(catalogs, region);
    routes
        .get("/v1/config", "Tell a client its prefix and options")
        .query(WAREHOUSE)
        .missing(ResourceKind.CATALOG)
        .needs(Action.GET_CONFIG)
        .answers(Wire.ConfigResponse.class, config::get);

    routes.about("Databases");
    DatabaseRoutes database = new DatabaseRoutes(databases);
    routes
        .get(DATABASES, "List the databases")
        .query(DATABASE_NAME_PATTERN, MAX_RESULTS, PAGE_TOKEN)
        .missing(ResourceKind.CATALOG)
        .needs(Action.LIST_DATABASES)
        .answers(Wire.ListDatabasesResponse.class, database::list);
    routes
        .post(DATABASES, "Create a database")
        .missing(ResourceKind.CATALOG)
        .taken(ResourceKind.DATABASE)
        .needs(Action.CREATE_DATABASE)
        .does(Wire.CreateDatabaseRequest.class, database::create);
    routes
        .get(DATABASE, "Describe a database")
        .needs(Action.GET_DATABASE)
        .answers(Wire.GetDatabaseResponse.class, database::get);
    routes
        .post(DATABASE, "Change a database's options")
        .needs(Action.ALTER_DATABASE)
        .answers(
            Wire.AlterDatabaseRequest.class, Wire.AlterDatabaseResponse.class, database::alter);
    routes
        .delete(DATABASE, "Drop a database with all that is in it")
        .needs(Action.DROP_DATABASE)
        .does(database::drop);

    routes.about("Tables");
    TableRoutes table = new TableRoutes(tables, tableAccess);
    routes
        .get(TABLES, "List a database's tables")
        .query(TABLE_NAME_PATTERN, TABLE_TYPE, MAX_RESULTS, PAGE_TOKEN)
        .needs(Action.LIST_TABLES)
        .answers(Wire.ListTablesResponse.class, table::list);
    routes
        .post(TABLES, "Create a table")
        .taken(ResourceKind.TABLE)
        .refuses(ErrorCode.NOT_IMPLEMENTED)
        .needs(Action.CREATE_TABLE)
        .does(Wire.CreateTableRequest.class, table::create);
    routes
        .get(DATABASE + "/table-details", "List a database's tables with all that is known of them")
        .query(TABLE_NAME_PATTERN, TABLE_TYPE, MAX_RESULTS, PAGE_TOKEN)
        .needs(Action.LIST_TABLES)
        .answers(Wire.ListTableDetailsResponse.class, table::listDetails);
    routes
        .get(PREFIX + "/tables", "List the catalog's tables")
        .missing(ResourceKind.CATALOG)
        .query(DATABASE_NAME_PATTERN, TABLE_NAME_PATTERN, MAX_RESULTS, PAGE_TOKEN)
        .needs(Action.LIST_TABLES_GLOBALLY)
        .answers(Wire.ListTablesGloballyResponse.class, table::listAll);
    routes
        .get(PREFIX + "/tables/id/{tableId}", "Describe a table by its id")
        .needs(Action.GET_TABLE)
        .answers(Wire.GetTableResponse.class, table::getById);
    routes
        .post(PREFIX + "/tables/rename", "Rename a table, also into another database")
        .missing(ResourceKind.DATABASE, ResourceKind.TABLE)
        .taken(ResourceKind.TABLE)
        .needs(Action.RENAME_TABLE)
        .does(Wire.RenameTableRequest.class, table::rename);
    routes
        .post(DATABASE + "/register", "Make a table of a folder that holds one")
        .taken(ResourceKind.TABLE)
        .needs(Action.REGISTER_TABLE)
        .does(Wire.RegisterTableRequest.class, table::register);
    routes
        .get(TABLE, "Describe a table")
        .needs(Action.GET_TABLE)
        .answers(Wire.GetTableResponse.class, table::get);
    routes
        .post(TABLE, "Change a table's columns, options or comment")
        .missing(ResourceKind.COLUMN)
        .taken(ResourceKind.COLUMN)
        .refuses(ErrorCode.SCHEMA_CHANGE_REFUSED)
        .refuses(ErrorCode.NOT_IMPLEMENTED)
        .needs(Action.ALTER_TABLE)
        .does(Wire.AlterTableRequest.class, table::alter);
    routes
        .delete(TABLE, "Drop a table; a managed one goes into the recycle bin")
        .needs(Action.DROP_TABLE)
        .does(table::drop);
    routes
        .post(TABLE + "/replace", "Replace a table's schema and rows, with the next commit")
        .refuses(ErrorCode.SCHEMA_CHANGE_REFUSED)
        .refuses(ErrorCode.NOT_IMPLEMENTED)
        .needs(Action.REPLACE_TABLE)
        .does(Wire.ReplaceTableRequest.class, table::replace);
    routes
        .post(TABLE + "/rollback-schema", "Take an earlier schema again")
        .needs(Action.ROLLBACK_SCHEMA)
        .does(Wire.RollbackSchemaRequest.class, table::rollbackSchema);

    routes.about("Access to a table's files");
    TableAccessRoutes access = new TableAccessRoutes(tableAccess);
    routes
        .get(TABLE + "/token", "Get credentials for a table's files")
        .needs(Action.GET_TABLE_TOKEN)
        .answers(Wire.GetTableTokenResponse.class, access::token);
    routes
        .post(TABLE + "/auth", "Get the rules by which the caller may read columns and rows")
        .needs(Action.AUTH_TABLE_QUERY)
        .answers(Wire.AuthTableQueryRequest.class, Wire.AuthTableQueryResponse.class, access::auth);

    routes.about("Commits and snapshots");
    SnapshotRoutes snapshot = new SnapshotRoutes(commits, snapshots);
    routes
        .post(TABLE + "/commit", "Commit a snapshot; a lost race is success=false")
        .needs(Action.COMMIT_TABLE)
        .answersLater(
            Wire.CommitTableRequest.class, Wire.CommitTableResponse.class, snapshot::commit);
    routes
        .post(TABLE + "/rollback", "Go back to a snapshot or tag, and forget what came after it")
        .missing(ResourceKind.SNAPSHOT, ResourceKind.TAG)
        .needs(Action.ROLLBACK_TABLE)
        .does(Wire.RollbackTableRequest.class, snapshot::rollback);
    routes
        .get(TABLE + "/snapshot", "Get the newest snapshot and the table's totals")
        .missing(ResourceKind.SNAPSHOT)
        .needs(Action.GET_SNAPSHOT)
        .answers(Wire.GetTableSnapshotResponse.class, snapshot::head);
    routes
        .get(TABLE + "/snapshots", "List the snapshots, newest first")
        .query(MAX_RESULTS, PAGE_TOKEN)
        .needs(Action.LIST_SNAPSHOTS)
        .answers(Wire.ListSnapshotsResponse.class, snapshot::list);
    routes
        .get(TABLE + "/snapshots/{version}", "Get a snapshot")
        .needs(Action.GET_SNAPSHOT)
        .answers(Wire.GetVersionSnapshotResponse.class, snapshot::get);

    routes.about("Tags");
    TagRoutes tag = new TagRoutes(tags);
    routes
        .get(TABLE + "/tags", "List the tags")
        .query(TAG_NAME_PREFIX, MAX_RESULTS, PAGE_TOKEN)
        .needs(Action.LIST_TAGS)
        .answers(Wire.ListTagsResponse.class, tag::list);
    routes
        .post(TABLE + "/tags", "Tag a snapshot, the newest one if none is named")
        .missing(ResourceKind.SNAPSHOT)
        .taken(ResourceKind.TAG)
        .needs(Action.CREATE_TAG)
        .does(Wire.CreateTagRequest.class, tag::create);
    routes
        .get(TABLE + "/tags/{tag}", "Get a tag and its snapshot")
        .needs(Action.GET_TAG)
        .answers(Wire.GetTagResponse.class, tag::get);
    routes.delete(TABLE + "/tags/{tag}", "Delete a tag").needs(Action.DELETE_TAG).does(tag::delete);

    routes.about("Branches");
    BranchRoutes branch = new BranchRoutes(branches);
    routes
        .get(TABLE + "/branches", "List the branches")
        .needs(Action.LIST_BRANCHES)
        .answers(Wire.ListBranchesResponse.class, branch::list);
    routes
        .post(TABLE + "/branches", "Create a branch, from a tag or the newest snapshot")
        .missing(ResourceKind.TAG)
        .taken(ResourceKind.BRANCH, ResourceKind.TAG)
        .needs(Action.CREATE_BRANCH)
        .does(Wire.CreateBranchRequest.class, branch::create);
    routes
        .delete(TABLE + "/branches/{branch}", "Delete a branch")
        .needs(Action.DROP_BRANCH)
        .does(branch::delete);
    routes
        .post(TABLE + "/branches/{branch}/forward", "Make the table what the branch is")
        .needs(Action.FORWARD_BRANCH)
        .does(branch::forward);
    routes
        .post(TABLE + "/branches/{branch}/rename", "Rename a branch")
        .taken(ResourceKind.BRANCH)
        .needs(Action.RENAME_BRANCH)
        .does(Wire.RenameBranchRequest.class, branch::rename);

    routes.about("Consumers");
    ConsumerRoutes consumer = new ConsumerRoutes(consumers);
    routes
        .get(TABLE + "/consumers", "List the consumers and which snapshot each reads next")
        .query(MAX_RESULTS, PAGE_TOKEN)
        .needs(Action.LIST_CONSUMERS)
        .answers(Wire.ListConsumersResponse.class, consumer::list);
    routes
        .post(TABLE + "/consumers/reset", "Set what a consumer reads next; without it, forget it")
        .missing(ResourceKind.SNAPSHOT)
        .needs(Action.RESET_CONSUMER)
        .does(Wire.ResetConsumerRequest.class, consumer::reset);

    routes.about("Partitions");
    PartitionRoutes partition = new PartitionRoutes(partitions);
    routes
        .get(TABLE + "/partitions", "List the partitions")
        .query(PARTITION_NAME_PATTERN, MAX_RESULTS, PAGE_TOKEN)
        .refuses(ErrorCode.NOT_IMPLEMENTED)
        .needs(Action.LIST_PARTITIONS)
        .answers(Wire.ListPartitionsResponse.class, partition::list);
    routes
        .post(TABLE + "/partitions", "Add partitions, or what is known of them")
        .taken(ResourceKind.PARTITION)
        .refuses(ErrorCode.NOT_IMPLEMENTED)
        .needs(Action.CREATE_PARTITIONS)
        .answers(
            Wire.CreatePartitionsRequest.class,
            Wire.CreatePartitionsResponse.class,
            partition::create);
    routes
        .post(TABLE + "/partitions/drop", "Forget partitions; their files stay")
        .missing(ResourceKind.PARTITION)
        .refuses(ErrorCode.NOT_IMPLEMENTED)
        .needs(Action.DROP_PARTITIONS)
        .answers(
            Wire.DropPartitionsRequest.class, Wire.DropPartitionsResponse.class, partition::drop);
    routes
        .post(TABLE + "/partitions/list-by-names", "List those partitions that are named")
        .refuses(ErrorCode.NOT_IMPLEMENTED)
        .needs(Action.LIST_PARTITIONS)
        .answers(
            Wire.PartitionSpecsRequest.class, Wire.ListPartitionsResponse.class, partition::find);
    routes
        .post(
            TABLE + "/partitions/list-by-filter", "List the partitions that a predicate may match")
        .refuses(ErrorCode.NOT_IMPLEMENTED)
        .needs(Action.LIST_PARTITIONS)
        .answers(
            Wire.ListPartitionsByFilterRequest.class,
            Wire.ListPartitionsResponse.class,
            partition::listByFilter);
    routes
        .post(TABLE + "/partitions/mark", "Mark partitions as done")
        .refuses(ErrorCode.NOT_IMPLEMENTED)
        .needs(Action.MARK_DONE_PARTITIONS)
        .does(Wire.PartitionSpecsRequest.class, partition::markDone);

    routes.about("Views");
    ViewRoutes view = new ViewRoutes(views);
    routes
        .get(DATABASE + "/views", "List a database's views")
        .query(VIEW_NAME_PATTERN, MAX_RESULTS, PAGE_TOKEN)
        .needs(Action.LIST_VIEWS)
        .answers(Wire.ListViewsResponse.class, view::list);
    routes
        .post(DATABASE + "/views", "Create a view")
        .taken(ResourceKind.VIEW)
        .needs(Action.CREATE_VIEW)
        .does(Wire.CreateViewRequest.class, view::create);
    routes
        .get(DATABASE + "/view-details", "List a database's views with all that is known of them")
        .query(VIEW_NAME_PATTERN, MAX_RESULTS, PAGE_TOKEN)
        .needs(Action.LIST_VIEWS)
        .answers(Wire.ListViewDetailsResponse.class, view::listDetails);
    routes
        .get(PREFIX + "/views", "List the catalog's views")
        .missing(ResourceKind.CATALOG)
        .query(DATABASE_NAME_PATTERN, VIEW_NAME_PATTERN, MAX_RESULTS, PAGE_TOKEN)
        .needs(Action.LIST_VIEWS_GLOBALLY)
        .answers(Wire.ListViewsGloballyResponse.class, view::listAll);
    routes
        .post(PREFIX + "/views/rename", "Rename a view, also into another database")
        .missing(ResourceKind.DATABASE, ResourceKind.VIEW)
        .taken(ResourceKind.VIEW)
        .needs(Action.RENAME_VIEW)
        .does(Wire.RenameViewRequest.class, view::rename);
    routes
        .get(VIEW, "Describe a view")
        .needs(Action.GET_VIEW)
        .answers(Wire.GetViewResponse.class, view::get);
    routes
        .post(VIEW, "Change a view's dialects, options or comment")
        .missing(ResourceKind.DIALECT)
        .taken(ResourceKind.DIALECT)
        .needs(Action.ALTER_VIEW)
        .does(Wire.AlterViewRequest.class, view::alter);
    routes.delete(VIEW, "Drop a view").needs(Action.DROP_VIEW).does(view::drop);

    routes.about("Functions");
    FunctionRoutes function = new FunctionRoutes(functions);
    routes
        .get(DATABASE + "/functions", "List a database's functions")
        .query(FUNCTION_NAME_PATTERN, MAX_RESULTS, PAGE_TOKEN)
        .needs(Action.LIST_FUNCTIONS)
        .answers(Wire.ListFunctionsResponse.class, function::list);
    routes
        .post(DATABASE + "/functions", "Create a function")
        .taken(ResourceKind.FUNCTION)
        .needs(Action.CREATE_FUNCTION)
        .does(Wire.CreateFunctionRequest.class, function::create);
    routes
        .get(
            DATABASE + "/function-details",
            "List a database's functions with all that is known of them")
        .query(FUNCTION_NAME_PATTERN, MAX_RESULTS, PAGE_TOKEN)
        .needs(Action.LIST_FUNCTIONS)
        .answers(Wire.ListFunctionDetailsResponse.class, function::listDetails);
    routes
        .get(PREFIX + "/functions", "List the catalog's functions")
        .missing(ResourceKind.CATALOG)
        .query(DATABASE_NAME_PATTERN, FUNCTION_NAME_PATTERN, MAX_RESULTS, PAGE_TOKEN)
        .needs(Action.LIST_FUNCTIONS_GLOBALLY)
        .answers(Wire.ListFunctionsGloballyResponse.class, function::listAll);
    routes
        .get(FUNCTION, "Describe a function")
        .needs(Action.GET_FUNCTION)
        .answers(Wire.GetFunctionResponse.class, function::get);
    routes
        .post(FUNCTION, "Change a function's definitions, options or comment")
        .missing(ResourceKind.DEFINITION)
        .taken(ResourceKind.DEFINITION)
        .needs(Action.ALTER_FUNCTION)
        .does(Wire.AlterFunctionRequest.class, function::alter);
    routes.delete(FUNCTION, "Drop a function").needs(Action.DROP_FUNCTION).does(function::drop);
  }

  @Override
  public String root() {
    return "/v1";
  }

  @Override
  public RouteTable<PaimonRequest> routes() {
    return routes;
  }

  @Override
  public HttpServer.ErrorBody render(HttpServer.ErrorDescription error) {
    return new HttpServer.ErrorBody(
        JSON,
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

  @Override
  public HttpServer.ErrorShape errors() {
    return new HttpServer.ErrorShape(
        JSON, Wire.ErrorResponse.class, "resourceType", refusal -> refusal.kind().map(Enum::name));
  }
}
