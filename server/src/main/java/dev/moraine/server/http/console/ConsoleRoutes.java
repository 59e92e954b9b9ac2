package dev.moraine.server.http.console;

import static dev.moraine.server.http.console.ConsoleRequest.CATALOG_NAME_PATTERN;
import static dev.moraine.server.http.console.ConsoleRequest.MAX_RESULTS;
import static dev.moraine.server.http.console.ConsoleRequest.PAGE_TOKEN;

import dev.moraine.access.Action;
import dev.moraine.admin.GrantService;
import dev.moraine.admin.NetworkService;
import dev.moraine.admin.NodeService;
import dev.moraine.admin.PolicyService;
import dev.moraine.admin.PrincipalService;
import dev.moraine.admin.SyncService;
import dev.moraine.admin.UserCredentialService;
import dev.moraine.audit.AuditService;
import dev.moraine.catalog.Alteration;
import dev.moraine.catalog.CatalogService;
import dev.moraine.catalog.RecycleBinService;
import dev.moraine.error.ErrorCode;
import dev.moraine.error.ResourceKind;
import dev.moraine.identity.CredentialService;
import dev.moraine.identity.SessionService;
import dev.moraine.server.http.HttpServer;
import dev.moraine.server.http.Json;
import dev.moraine.server.http.PathParameter;
import dev.moraine.server.http.RouteTable;
import io.javalin.http.HttpStatus;
import java.util.List;
import java.util.Optional;

/** Moraine's own API: the list of everything served below {@code /api}. */
public final class ConsoleRoutes implements HttpServer.Api {
  private static final String PROBLEM_JSON = "application/problem+json";
  private static final String CATALOGS = "/api/v1/catalogs";
  private static final String CATALOG = CATALOGS + "/{catalog}";
  private static final String DROPPED_TABLES = CATALOG + "/dropped-tables";
  private static final String DROPPED_TABLE = DROPPED_TABLES + "/{tableId}";

  private static final String USERS = "/api/v1/users";
  private static final String USER = USERS + "/{user}";
  private static final String USER_ACCESS_KEY = USER + "/access-keys/{accessKey}";
  private static final String ROLES = "/api/v1/roles";
  private static final String ROLE = ROLES + "/{role}";
  private static final String NODES = "/api/v1/nodes";
  private static final String POLICIES = "/api/v1/policies";
  private static final String POLICY = POLICIES + "/{policy}";
  private static final String GRANTS = "/api/v1/grants";
  private static final ResourceKind[] ANY_THING = {
    ResourceKind.CATALOG,
    ResourceKind.DATABASE,
    ResourceKind.TABLE,
    ResourceKind.VIEW,
    ResourceKind.FUNCTION
  };
  private static final String NETWORKS = "/api/v1/networks";
  private static final String AUDIT = "/api/v1/audit";
  private static final String ACCESS_KEYS = "/api/v1/access-keys";
  private static final String ACCESS_KEY = ACCESS_KEYS + "/{accessKey}";
  private static final String TOKENS = "/api/v1/tokens";
  private static final String SESSIONS = "/api/v1/session-credentials";

  private final RouteTable<ConsoleRequest> routes =
      new RouteTable<>(
          ConsoleRequest::new,
          HttpStatus.NO_CONTENT,
          List.of(
              PathParameter.of(
                  "catalog", "The catalog, by its name or its id", ResourceKind.CATALOG),
              PathParameter.of("tableId", "The id that the dropped table had", ResourceKind.TABLE),
              PathParameter.of("role", "The role's name", ResourceKind.ROLE),
              PathParameter.of("user", "The user's name", ResourceKind.USER),
              PathParameter.of("node", "The node's id", ResourceKind.NODE),
              PathParameter.of("policy", "The policy's name", ResourceKind.POLICY),
              PathParameter.of("accessKey", "The id of an access key", ResourceKind.ACCESS_KEY),
              PathParameter.of("token", "The id of a token", ResourceKind.TOKEN)));

  public ConsoleRoutes(
      CatalogService catalogs,
      RecycleBinService recycleBin,
      CredentialService credentials,
      SessionService sessions,
      PrincipalService principals,
      UserCredentialService userCredentials,
      NodeService nodes,
      SyncService sync,
      PolicyService policies,
      GrantService grants,
      AuditService audit,
      NetworkService network) {
    routes.about("Catalogs");
    CatalogRoutes catalog = new CatalogRoutes(catalogs);
    routes
        .get(CATALOGS, "List the catalogs")
        .query(CATALOG_NAME_PATTERN, MAX_RESULTS, PAGE_TOKEN)
        .needs(Action.LIST_CATALOGS)
        .answers(CatalogRoutes.CatalogPage.class, catalog::list);
    routes
        .post(CATALOGS, "Create a catalog, with a database 'default' in it")
        .taken(ResourceKind.CATALOG)
        .needs(Action.CREATE_CATALOG)
        .answers(
            CatalogRoutes.CreateCatalog.class, CatalogRoutes.CatalogView.class, catalog::create);
    routes
        .get(CATALOG, "Describe a catalog")
        .needs(Action.GET_CATALOG)
        .answers(CatalogRoutes.CatalogView.class, catalog::get);
    routes
        .post(CATALOG, "Change a catalog's options")
        .needs(Action.ALTER_CATALOG)
        .answers(CatalogRoutes.AlterCatalog.class, Alteration.class, catalog::alter);
    routes
        .delete(CATALOG, "Drop a catalog whose databases are gone and whose recycle bin is empty")
        .needs(Action.DROP_CATALOG)
        .does(catalog::drop);

    routes.about("Recycle bin");
    DroppedTableRoutes droppedTable = new DroppedTableRoutes(recycleBin);
    routes
        .get(DROPPED_TABLES, "List the dropped tables that can be restored")
        .query(MAX_RESULTS, PAGE_TOKEN)
        .needs(Action.LIST_DROPPED_TABLES)
        .answers(DroppedTableRoutes.DroppedTablePage.class, droppedTable::list);
    routes
        .delete(DROPPED_TABLES, "Delete all dropped tables for good")
        .needs(Action.PURGE_TABLE)
        .answers(DroppedTableRoutes.Purged.class, droppedTable::purgeAll);
    routes
        .post(DROPPED_TABLE + "/restore", "Restore a dropped table, under its name or another one")
        .bodyOptional()
        .missing(ResourceKind.DATABASE)
        .taken(ResourceKind.TABLE)
        .needs(Action.RESTORE_TABLE)
        .answers(
            DroppedTableRoutes.RestoreTable.class,
            DroppedTableRoutes.RestoredTable.class,
            droppedTable::restore);
    routes
        .delete(DROPPED_TABLE, "Delete a dropped table for good")
        .needs(Action.PURGE_TABLE)
        .does(droppedTable::purge);

    addCredentials(new CredentialRoutes(credentials, sessions));
    addPrincipals(new PrincipalRoutes(principals), new SyncRoutes(sync));
    addUserCredentials(new UserCredentialRoutes(userCredentials));
    addNodes(new NodeRoutes(nodes));
    addPolicies(new PolicyRoutes(policies));
    addGrants(new GrantRoutes(grants));
    addAudit(new AuditRoutes(audit));
    addNetworks(new NetworkRoutes(network));
  }

  private void addNetworks(NetworkRoutes network) {
    routes.about("Networks");
    routes
        .get(NETWORKS, "List the networks that calls may come from, besides the server's machine")
        .needs(Action.GET_VPC_CONFIG)
        .answers(NetworkRoutes.NetworkList.class, network::list);
    routes
        .post(NETWORKS, "Trust networks, for all calls or for those about a catalog")
        .missing(ResourceKind.CATALOG)
        .needs(Action.UPDATE_VPC_CONFIG)
        .answers(NetworkRoutes.AddNetworks.class, NetworkRoutes.NetworkList.class, network::add);
    routes
        .post(NETWORKS + "/remove", "Trust a network no longer, or all of a name")
        .missing(ResourceKind.NETWORK, ResourceKind.CATALOG)
        .needs(Action.UPDATE_VPC_CONFIG)
        .does(NetworkRoutes.RemoveNetworks.class, network::remove);
  }

  private void addAudit(AuditRoutes events) {
    routes.about("Audit");
    routes
        .get(AUDIT, "Search what was called, newest first")
        .query(AuditRoutes.pageQuery())
        .needs(Action.LOOKUP_EVENTS)
        .answers(AuditRoutes.EventPage.class, events::search);
    routes
        .get(AUDIT + "/export", "Get all that was called, newest first, a JSON object on each line")
        .query(AuditRoutes.exportQuery())
        .needs(Action.LOOKUP_EVENTS)
        .answersLines(AuditRoutes.EventView.class, events::export);
  }

  private void addPrincipals(PrincipalRoutes principal, SyncRoutes sync) {
    routes.about("Users and roles");
    routes
        .get(USERS, "List the users")
        .query(MAX_RESULTS, PAGE_TOKEN)
        .needs(Action.LIST_USERS)
        .answers(PrincipalRoutes.UserPage.class, principal::listUsers);
    routes
        .post(USERS, "Create a user, who may do nothing yet")
        .taken(ResourceKind.USER)
        .needs(Action.CREATE_USER)
        .answers(
            PrincipalRoutes.CreateUser.class,
            PrincipalRoutes.UserView.class,
            principal::createUser);
    routes
        .delete(USER, "Delete a user, with access keys, tokens, sessions, grants and memberships")
        .query(PrincipalRoutes.HEIR)
        .needs(Action.DELETE_USER)
        .does(principal::deleteUser);
    routes
        .post("/api/v1/user-sync", "Make users, roles and members what a directory elsewhere has")
        .refuses(ErrorCode.FORBIDDEN)
        .needs(Action.REFRESH_USER_SYNC)
        .answers(SyncRoutes.SyncUsers.class, SyncRoutes.SyncedUsers.class, sync::sync);
    routes
        .get(ROLES, "List the roles, besides super_administrator and admin")
        .query(MAX_RESULTS, PAGE_TOKEN)
        .needs(Action.LIST_ROLES)
        .answers(PrincipalRoutes.RolePage.class, principal::listRoles);
    routes
        .post(ROLES, "Create a role")
        .taken(ResourceKind.ROLE)
        .needs(Action.CREATE_ROLE)
        .answers(
            PrincipalRoutes.CreateRole.class,
            PrincipalRoutes.RoleView.class,
            principal::createRole);
    routes
        .post(ROLE, "Say whether a service role is trusted, so that no policy has to be attached")
        .needs(Action.UPDATE_ROLE)
        .answers(
            PrincipalRoutes.UpdateRole.class,
            PrincipalRoutes.RoleView.class,
            principal::updateRole);
    routes
        .delete(
            ROLE + "/session-credentials", "End all sessions in a role that were issued until now")
        .needs(Action.END_ROLE_SESSIONS)
        .does(principal::endSessions);
    routes
        .delete(ROLE, "Delete a role, and what its members had through it")
        .needs(Action.DELETE_ROLE)
        .does(principal::deleteRole);
    routes
        .get(ROLE + "/members", "List the users in a role")
        .needs(Action.LIST_ROLES)
        .answers(PrincipalRoutes.MemberList.class, principal::listMembers);
    routes
        .post(ROLE + "/members", "Put a user into a role")
        .missing(ResourceKind.USER)
        .needs(Action.UPDATE_ROLE_USERS)
        .does(PrincipalRoutes.AddMember.class, principal::addMember);
    routes
        .delete(ROLE + "/members/{user}", "Take a user out of a role")
        .needs(Action.UPDATE_ROLE_USERS)
        .does(principal::removeMember);
  }

  private void addUserCredentials(UserCredentialRoutes credential) {
    routes.about("Users' credentials");
    routes
        .get(USER + "/access-keys", "List a user's access keys")
        .needs(Action.LIST_ACCESS_KEYS)
        .answers(CredentialRoutes.AccessKeyList.class, credential::listAccessKeys);
    routes
        .post(
            USER + "/access-keys",
            "Create an access key and a token for a user; they are told this once")
        .needs(Action.CREATE_ACCESS_KEY)
        .answers(UserCredentialRoutes.UserCredentials.class, credential::createAccessKey);
    routes
        .post(USER_ACCESS_KEY + "/enable", "Accept what a user's access key signs again")
        .needs(Action.UPDATE_ACCESS_KEY)
        .does(credential::enableAccessKey);
    routes
        .post(USER_ACCESS_KEY + "/disable", "Refuse what a user's access key signs")
        .needs(Action.UPDATE_ACCESS_KEY)
        .does(credential::disableAccessKey);
    routes
        .delete(USER_ACCESS_KEY, "Delete a user's access key for good")
        .needs(Action.DELETE_ACCESS_KEY)
        .does(credential::deleteAccessKey);
    routes
        .get(USER + "/tokens", "List a user's bearer tokens, by the beginning of their digests")
        .needs(Action.LIST_TOKENS)
        .answers(CredentialRoutes.TokenList.class, credential::listTokens);
    routes
        .delete(USER + "/tokens/{token}", "Revoke a user's bearer token")
        .needs(Action.DELETE_TOKEN)
        .does(credential::revokeToken);
    routes
        .delete(
            USER + "/session-credentials", "End all sessions of a user that were issued until now")
        .needs(Action.END_USER_SESSIONS)
        .does(credential::endSessions);
  }

  private void addNodes(NodeRoutes node) {
    routes.about("Nodes");
    routes
        .post(
            ROLE + "/enrolment-keys",
            "Create a key with which one node is enrolled for a service role; it is told this once")
        .bodyOptional()
        .needs(Action.CREATE_ENROLMENT_KEY)
        .answers(
            NodeRoutes.CreateEnrolmentKey.class,
            NodeRoutes.NewEnrolmentKey.class,
            node::createEnrolmentKey);
    routes
        .post(NODES, "Exchange the enrolment key, sent as bearer token, for the node's own key")
        .needs(Action.ENROL_NODE)
        .answers(NodeRoutes.EnrolNode.class, NodeRoutes.NewNodeKey.class, node::enrol);
    routes
        .get(NODES, "List the nodes")
        .query(MAX_RESULTS, PAGE_TOKEN)
        .needs(Action.LIST_NODES)
        .answers(NodeRoutes.NodePage.class, node::list);
    routes
        .delete(NODES + "/{node}", "Revoke a node's key, with its sessions")
        .needs(Action.DELETE_NODE)
        .does(node::delete);
  }

  private void addPolicies(PolicyRoutes policy) {
    routes.about("Policies");
    routes
        .get(POLICIES, "List the policies, and to whom each is attached")
        .needs(Action.LIST_POLICIES)
        .answers(PolicyRoutes.PolicyList.class, policy::list);
    routes
        .post(POLICIES, "Create a policy")
        .taken(ResourceKind.POLICY)
        .needs(Action.CREATE_POLICY)
        .answers(PolicyRoutes.CreatePolicy.class, PolicyRoutes.PolicyView.class, policy::create);
    routes
        .delete(POLICY, "Delete a policy, wherever it is attached")
        .needs(Action.DELETE_POLICY)
        .does(policy::delete);
    routes
        .post(POLICY + "/attach", "Attach a policy to a user or role")
        .missing(ResourceKind.USER, ResourceKind.ROLE)
        .needs(Action.ATTACH_POLICY)
        .does(PolicyRoutes.PolicyAttachment.class, policy::attach);
    routes
        .post(POLICY + "/detach", "Detach a policy from a user or role")
        .needs(Action.DETACH_POLICY)
        .does(PolicyRoutes.PolicyAttachment.class, policy::detach);
  }

  private void addGrants(GrantRoutes grant) {
    routes.about("Grants");
    routes
        .get(GRANTS, "List the grants on a thing itself")
        .query(GrantRoutes.KIND, GrantRoutes.CATALOG, GrantRoutes.DATABASE, GrantRoutes.NAME)
        .missing(ANY_THING)
        .needs(Action.LIST_PERMISSIONS)
        .answers(GrantRoutes.GrantList.class, grant::list);
    routes
        .post(GRANTS, "Grant privileges, or a preset of them, to a user or role")
        .missing(ANY_THING)
        .missing(ResourceKind.USER, ResourceKind.ROLE)
        .needs(Action.BATCH_GRANT_PERMISSIONS)
        .answers(GrantRoutes.GivePrivileges.class, GrantRoutes.Privileges.class, grant::grant);
    routes
        .post(GRANTS + "/revoke", "Take privileges back from a user or role")
        .missing(ANY_THING)
        .needs(Action.BATCH_REVOKE_PERMISSIONS)
        .answers(GrantRoutes.TakePrivileges.class, GrantRoutes.Privileges.class, grant::revoke);
    routes
        .get("/api/v1/presets", "List what presets expand to, on each kind of thing")
        .needs(Action.GET_CALLER)
        .answers(GrantRoutes.PresetList.class, grant::presets);
    routes
        .get("/api/v1/whoami", "Tell who calls, with roles and policies")
        .needs(Action.GET_CALLER)
        .answers(GrantRoutes.Caller.class, grant::whoAmI);
    routes
        .post("/api/v1/can-i", "Tell whether a user may, and which policy or grant decides that")
        .missing(ANY_THING)
        .missing(ResourceKind.USER)
        .needs(Action.CHECK_PERMISSION)
        .answers(GrantRoutes.CanI.class, GrantRoutes.CanIAnswer.class, grant::canI);
  }

  private void addCredentials(CredentialRoutes credential) {
    routes.about("Your credentials");
    routes
        .get(ACCESS_KEYS, "List your access keys")
        .needs(Action.MANAGE_OWN_CREDENTIALS)
        .answers(CredentialRoutes.AccessKeyList.class, credential::listAccessKeys);
    routes
        .post(ACCESS_KEYS, "Create an access key; its secret is told this once")
        .refuses(ErrorCode.FORBIDDEN)
        .needs(Action.MANAGE_OWN_CREDENTIALS)
        .answers(CredentialRoutes.NewAccessKey.class, credential::createAccessKey);
    routes
        .post(ACCESS_KEY + "/enable", "Accept what an access key signs again")
        .refuses(ErrorCode.FORBIDDEN)
        .needs(Action.MANAGE_OWN_CREDENTIALS)
        .does(credential::enableAccessKey);
    routes
        .post(ACCESS_KEY + "/disable", "Refuse what an access key signs, and its sessions")
        .needs(Action.MANAGE_OWN_CREDENTIALS)
        .does(credential::disableAccessKey);
    routes
        .delete(ACCESS_KEY, "Delete an access key for good, with its sessions")
        .needs(Action.MANAGE_OWN_CREDENTIALS)
        .does(credential::deleteAccessKey);
    routes
        .get(TOKENS, "List your bearer tokens, by the beginning of their digests")
        .needs(Action.MANAGE_OWN_CREDENTIALS)
        .answers(CredentialRoutes.TokenList.class, credential::listTokens);
    routes
        .post(
            TOKENS, "Create a bearer token, which is told this once; without a lifetime, for ever")
        .refuses(ErrorCode.FORBIDDEN)
        .needs(Action.MANAGE_OWN_CREDENTIALS)
        .answers(
            CredentialRoutes.CreateToken.class,
            CredentialRoutes.NewToken.class,
            credential::createToken);
    routes
        .delete(TOKENS + "/{token}", "Revoke a bearer token, with its sessions")
        .needs(Action.MANAGE_OWN_CREDENTIALS)
        .does(credential::revokeToken);
    routes
        .post(
            SESSIONS,
            "Issue temporary credentials for yourself or a role of yours, for 6 hours by default")
        .bodyOptional()
        .refuses(ErrorCode.FORBIDDEN)
        .needs(Action.MANAGE_OWN_CREDENTIALS)
        .answers(
            CredentialRoutes.IssueSessionCredentials.class,
            CredentialRoutes.NewSessionCredentials.class,
            credential::issueSession);
    routes
        .delete(SESSIONS, "End all your sessions that were issued until now")
        .needs(Action.MANAGE_OWN_CREDENTIALS)
        .does(credential::endSessions);
  }

  /** RFC 9457, with a stable code beside its fields. */
  record Problem(String title, int status, String detail, String code) {}

  @Override
  public String root() {
    return "/api";
  }

  @Override
  public RouteTable<ConsoleRequest> routes() {
    return routes;
  }

  @Override
  public HttpServer.ErrorBody render(HttpServer.ErrorDescription error) {
    return new HttpServer.ErrorBody(
        PROBLEM_JSON,
        Json.write(
            new Problem(
                HttpStatus.forStatus(error.status()).getMessage(),
                error.status(),
                error.sentence(),
                error.code().name())));
  }

  @Override
  public HttpServer.ErrorShape errors() {
    return new HttpServer.ErrorShape(
        PROBLEM_JSON, Problem.class, "code", refusal -> Optional.of(refusal.code().name()));
  }
}
