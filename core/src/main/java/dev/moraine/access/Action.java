package dev.moraine.access;

import dev.moraine.access.Securable.Kind;
import dev.moraine.error.InvalidRequest;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Everything that the APIs do, by the name that policies know it by, with the privilege that it
 * takes.
 */
public enum Action {
  GET_CONFIG(Kind.CATALOG),

  LIST_CATALOGS(Who.ANYONE),
  CREATE_CATALOG(Who.ADMINISTRATORS),
  GET_CATALOG(Kind.CATALOG, Privilege.DESCRIBE),
  ALTER_CATALOG(Kind.CATALOG, Privilege.ALTER),
  DROP_CATALOG(Kind.CATALOG, Privilege.DROP),
  LIST_DROPPED_TABLES(Kind.CATALOG, Privilege.DROP),
  RESTORE_TABLE(Kind.CATALOG, Privilege.DROP),
  PURGE_TABLE(Kind.CATALOG, Privilege.DROP),

  LIST_DATABASES(Kind.CATALOG),
  CREATE_DATABASE(Kind.CATALOG, Privilege.CREATE_DATABASE),
  GET_DATABASE(Kind.DATABASE, Privilege.DESCRIBE),
  ALTER_DATABASE(Kind.DATABASE, Privilege.ALTER),
  DROP_DATABASE(Kind.DATABASE, Privilege.DROP),

  LIST_TABLES(Kind.DATABASE),
  LIST_TABLES_GLOBALLY(Kind.CATALOG),
  CREATE_TABLE(Kind.DATABASE, Privilege.CREATE_TABLE),
  REGISTER_TABLE(Kind.DATABASE, Privilege.CREATE_TABLE),
  GET_TABLE(Kind.TABLE, Privilege.DESCRIBE),
  ALTER_TABLE(Kind.TABLE, Privilege.ALTER),
  RENAME_TABLE(Kind.TABLE, Privilege.ALTER),
  REPLACE_TABLE(Kind.TABLE, Privilege.ALTER),
  ROLLBACK_SCHEMA(Kind.TABLE, Privilege.ALTER),
  DROP_TABLE(Kind.TABLE, Privilege.DROP),

  /** The files are all that an engine needs to read or write, so either privilege opens them. */
  GET_TABLE_TOKEN(Kind.TABLE, Privilege.SELECT, Privilege.UPDATE),
  AUTH_TABLE_QUERY(Kind.TABLE, Privilege.SELECT),
  COMMIT_TABLE(Kind.TABLE, Privilege.UPDATE),
  ROLLBACK_TABLE(Kind.TABLE, Privilege.UPDATE),
  /** Without a snapshot no engine finds rows, and no writer what to follow. */
  GET_SNAPSHOT(Kind.TABLE, Privilege.SELECT, Privilege.UPDATE),
  LIST_SNAPSHOTS(Kind.TABLE, Privilege.SELECT, Privilege.UPDATE),

  LIST_TAGS(Kind.TABLE, Privilege.DESCRIBE),
  CREATE_TAG(Kind.TABLE, Privilege.UPDATE),
  GET_TAG(Kind.TABLE, Privilege.SELECT, Privilege.UPDATE),
  DELETE_TAG(Kind.TABLE, Privilege.UPDATE),

  LIST_BRANCHES(Kind.TABLE, Privilege.DESCRIBE),
  CREATE_BRANCH(Kind.TABLE, Privilege.UPDATE),
  DROP_BRANCH(Kind.TABLE, Privilege.UPDATE),
  FORWARD_BRANCH(Kind.TABLE, Privilege.UPDATE),
  RENAME_BRANCH(Kind.TABLE, Privilege.UPDATE),

  LIST_CONSUMERS(Kind.TABLE, Privilege.DESCRIBE),
  RESET_CONSUMER(Kind.TABLE, Privilege.UPDATE),

  LIST_PARTITIONS(Kind.TABLE, Privilege.DESCRIBE),
  CREATE_PARTITIONS(Kind.TABLE, Privilege.UPDATE),
  DROP_PARTITIONS(Kind.TABLE, Privilege.UPDATE),
  MARK_DONE_PARTITIONS(Kind.TABLE, Privilege.UPDATE),

  LIST_VIEWS(Kind.DATABASE),
  LIST_VIEWS_GLOBALLY(Kind.CATALOG),
  CREATE_VIEW(Kind.DATABASE, Privilege.CREATE_VIEW),
  GET_VIEW(Kind.VIEW, Privilege.DESCRIBE),
  ALTER_VIEW(Kind.VIEW, Privilege.ALTER),
  RENAME_VIEW(Kind.VIEW, Privilege.ALTER),
  DROP_VIEW(Kind.VIEW, Privilege.DROP),

  LIST_FUNCTIONS(Kind.DATABASE),
  LIST_FUNCTIONS_GLOBALLY(Kind.CATALOG),
  CREATE_FUNCTION(Kind.DATABASE, Privilege.CREATE_FUNCTION),
  GET_FUNCTION(Kind.FUNCTION, Privilege.DESCRIBE),
  ALTER_FUNCTION(Kind.FUNCTION, Privilege.ALTER),
  DROP_FUNCTION(Kind.FUNCTION, Privilege.DROP),

  LIST_USERS(Who.ADMINISTRATORS),
  CREATE_USER(Who.ADMINISTRATORS),
  DELETE_USER(Who.ADMINISTRATORS),
  LIST_ACCESS_KEYS(Who.ADMINISTRATORS),
  CREATE_ACCESS_KEY(Who.ADMINISTRATORS),
  UPDATE_ACCESS_KEY(Who.ADMINISTRATORS),
  DELETE_ACCESS_KEY(Who.ADMINISTRATORS),
  LIST_TOKENS(Who.ADMINISTRATORS),
  DELETE_TOKEN(Who.ADMINISTRATORS),
  END_USER_SESSIONS(Who.ADMINISTRATORS),
  LIST_ROLES(Who.ADMINISTRATORS),
  CREATE_ROLE(Who.ADMINISTRATORS),
  DELETE_ROLE(Who.ADMINISTRATORS),
  UPDATE_ROLE_USERS(Who.ADMINISTRATORS),
  /** The product's name for bringing users and roles from where they are kept. */
  REFRESH_USER_SYNC(Who.ADMINISTRATORS),
  UPDATE_ROLE(Who.ADMINISTRATORS),
  END_ROLE_SESSIONS(Who.ADMINISTRATORS),
  CREATE_ENROLMENT_KEY(Who.ADMINISTRATORS),
  LIST_NODES(Who.ADMINISTRATORS),
  DELETE_NODE(Who.ADMINISTRATORS),
  LIST_POLICIES(Who.ADMINISTRATORS),
  CREATE_POLICY(Who.ADMINISTRATORS),
  DELETE_POLICY(Who.ADMINISTRATORS),
  ATTACH_POLICY(Who.ADMINISTRATORS),
  DETACH_POLICY(Who.ADMINISTRATORS),
  LOOKUP_EVENTS(Who.ADMINISTRATORS),
  GET_VPC_CONFIG(Who.ADMINISTRATORS),
  UPDATE_VPC_CONFIG(Who.ADMINISTRATORS),

  LIST_PERMISSIONS(Who.HOLDERS_OF_GRANT),
  BATCH_GRANT_PERMISSIONS(Who.HOLDERS_OF_GRANT),
  BATCH_REVOKE_PERMISSIONS(Who.HOLDERS_OF_GRANT),
  MANAGE_OWN_CREDENTIALS(Who.IDENTIFIED),
  ENROL_NODE(Who.IDENTIFIED),
  GET_CALLER(Who.IDENTIFIED),
  CHECK_PERMISSION(Who.IDENTIFIED);

  /** Who may, for what is about no one thing. */
  public enum Who {
    /** Whoever calls, with or without a policy: so that everybody can ask what is missing. */
    IDENTIFIED,
    /** Whom policies let, and is shown what is the caller's to see. */
    ANYONE,
    ADMINISTRATORS,
    /** Who owns a thing of any kind or has {@link Privilege#GRANT} on it. */
    HOLDERS_OF_GRANT
  }

  private final Optional<Kind> kind;
  private final Who who;
  private final Set<Privilege> privileges;
  private final String apiName;
  private final String policyName;

  Action(Kind kind, Privilege... privileges) {
    this.kind = Optional.of(kind);
    this.who = Who.ANYONE;
    this.privileges = setOf(privileges);
    this.apiName = apiName(name());
    this.policyName = "dlf:" + apiName;
  }

  Action(Who who) {
    this.kind = Optional.empty();
    this.who = who;
    this.privileges = who == Who.HOLDERS_OF_GRANT ? setOf(Privilege.GRANT) : setOf();
    this.apiName = apiName(name());
    this.policyName = "dlf:" + apiName;
  }

  private static String apiName(String constant) {
    return Arrays.stream(constant.split("_", -1))
        .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
        .collect(Collectors.joining());
  }

  private static Set<Privilege> setOf(Privilege... privileges) {
    Set<Privilege> set = EnumSet.noneOf(Privilege.class);
    set.addAll(Arrays.asList(privileges));
    return set;
  }

  /**
   * @param name as policies have it, or an API's name alone
   * @throws InvalidRequest when there is none of this name
   */
  public static Action parse(String name) {
    return Arrays.stream(values())
        .filter(each -> each.toString().equals(name) || each.toString().equals("dlf:" + name))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidRequest(
                    "There is no action '"
                        + name
                        + "'; they are called like dlf:GetTable, and /api/docs names each"
                        + " operation's"));
  }

  /** Of the things that it is about; empty for those of several kinds, or none. */
  public Optional<Kind> kind() {
    return kind;
  }

  public Who who() {
    return who;
  }

  /** Of which one is needed; none where it is enough that the thing may be seen. */
  public Set<Privilege> privileges() {
    return Set.copyOf(privileges);
  }

  /** Whether it shows of all rows, hidden ones among them, what values they have or how many. */
  boolean tellsOfRows() {
    return this == LIST_PARTITIONS;
  }

  /** As policies name it, such as {@code dlf:GetTable}. */
  @Override
  public String toString() {
    return policyName;
  }

  /** As the audit names it, such as {@code GetTable}. */
  public String apiName() {
    return apiName;
  }
}
