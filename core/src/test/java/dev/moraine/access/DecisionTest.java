package dev.moraine.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moraine.access.Decision.Outcome;
import dev.moraine.access.Policy.Effect;
import dev.moraine.access.Policy.Statement;
import dev.moraine.access.Securable.Kind;
import dev.moraine.identity.Principal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DecisionTest {
  private static final Principal BOB = new Principal("bob");
  private static final Securable CATALOG = new Securable(Kind.CATALOG, "c");
  private static final Securable DATABASE = new Securable(Kind.DATABASE, "d");
  private static final Securable TABLE = new Securable(Kind.TABLE, "t");
  private static final Target T = new Target(List.of(TABLE, DATABASE, CATALOG), "db.t");
  private static final Target DB = new Target(List.of(DATABASE, CATALOG), "db");

  /**
   * @param roles divided by spaces
   * @param policies likewise: actions that are allowed, with a minus before them denied
   * @param held likewise: {@code PRIVILEGE@kind} or {@code OWNER@kind}
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // Policies and grants have to let pass, both.
        "      | dlf:GetTable           | DESCRIBE@table         | GET_TABLE    | ALLOWED",
        "      | dlf:*                  | DESCRIBE@database      | GET_TABLE    | ALLOWED",
        "      | dlf:Get*               | DESCRIBE@catalog       | GET_TABLE    | ALLOWED",
        "      | *                      | OWNER@table            | DROP_TABLE   | ALLOWED",
        "      | *                      | OWNER@database         | DROP_TABLE   | ALLOWED",
        "      | *                      | OWNER@catalog          | DROP_TABLE   | ALLOWED",
        "      | dlf:GetTabl            | DESCRIBE@table         | GET_TABLE    | DENIED",
        "      | dlf:List*              | DESCRIBE@table         | GET_TABLE    | DENIED",
        "      |                        | OWNER@table            | GET_TABLE    | DENIED",
        "      | *                      | SELECT@table           | GET_TABLE    | DENIED",
        "      | *                      | DESCRIBE@table         | DROP_TABLE   | DENIED",
        // A policy that denies decides.
        "      | * -dlf:GetTable        | OWNER@catalog          | GET_TABLE    | DENIED",
        "      | * -dlf:*Table          | DESCRIBE@table         | GET_TABLE    | DENIED",
        "      | * -dlf:GetTable        | DESCRIBE@table UPDATE@table | COMMIT_TABLE | ALLOWED",
        // One of several privileges is enough.
        "      | *                      | SELECT@table           | GET_SNAPSHOT | ALLOWED",
        "      | *                      | UPDATE@database        | GET_SNAPSHOT | ALLOWED",
        "      | *                      | ALTER@table            | GET_SNAPSHOT | DENIED",
        // What is not to be known is hidden; policies refuse before anything is looked at.
        "      | *                      |                        | GET_TABLE    | HIDDEN",
        "      | -*                     |                        | GET_TABLE    | DENIED",
        "      | *                      | CREATE_TABLE@database  | GET_TABLE    | HIDDEN",
        "      | *                      | CREATE_DATABASE@catalog | GET_TABLE   | HIDDEN",
        "      | *                      | LIST@database          | GET_TABLE    | DENIED",
        "      | *                      | DROP@catalog           | GET_TABLE    | DENIED",
        // Administrators need neither, but policies that deny bind all except the highest.
        "admin |                        |                        | DROP_TABLE   | ALLOWED",
        "admin | -dlf:DropTable         |                        | DROP_TABLE   | DENIED",
        "super_administrator |          |                        | DROP_TABLE   | ALLOWED",
        "super_administrator | -*       |                        | DROP_TABLE   | ALLOWED",
        "other | *                      |                        | DROP_TABLE   | HIDDEN",
      })
  void aTableIsGuarded(String roles, String policies, String held, Action action, Outcome outcome) {
    Decision decision = Decision.on(standing(roles, policies), action, T, held(held), () -> false);

    assertThat(decision.outcome()).as(decision.because()).isEqualTo(outcome);
  }

  @Test
  void whatHoldsSomethingVisibleIsSeenAndNoMore() {
    assertThat(decide(Action.LIST_TABLES).outcome()).isEqualTo(Outcome.ALLOWED);
    assertThat(decide(Action.GET_DATABASE).outcome()).isEqualTo(Outcome.DENIED);
    assertThat(decide(Action.CREATE_TABLE).outcome()).isEqualTo(Outcome.DENIED);
  }

  private static Decision decide(Action action) {
    return Decision.on(standing("", "*"), action, DB, List.of(), () -> true);
  }

  @Test
  void theSentenceNamesWhatIsMissing() {
    assertThat(because("", "", "LIST@table"))
        .isEqualTo(
            "User 'bob' has no policy that allows dlf:GetTableToken; an administrator can attach"
                + " one, such as AliyunDLFFullAccess");
    assertThat(because("", "*", "LIST@table"))
        .isEqualTo(
            "User 'bob' lacks SELECT or UPDATE on table 'db.t'; its owner, or an administrator, can"
                + " grant it");
    assertThat(because("", "* -dlf:GetTable*", "LIST@table"))
        .isEqualTo("The policy '-dlf:GetTable*' of user/bob denies dlf:GetTableToken");
  }

  @Test
  void theSentenceNamesWhatDecided() {
    assertThat(because("", "*", "UPDATE@catalog")).isEqualTo("user/bob has UPDATE on the catalog");
    assertThat(because("", "*", "OWNER@database")).isEqualTo("user/bob owns the database");
    assertThat(because("admin", "", "")).isEqualTo("User 'bob' is administrator");
  }

  @Test
  void whoActsInARoleIsCalledByIt() {
    Standing reader = new Standing(Principal.ofRole("reader"), Set.of("reader"), List.of());

    assertThat(Decision.on(reader, Action.GET_TABLE).because())
        .startsWith("Role 'reader' has no policy that allows dlf:GetTable");
  }

  private static String because(String roles, String policies, String held) {
    return Decision.on(
            standing(roles, policies), Action.GET_TABLE_TOKEN, T, held(held), () -> false)
        .because();
  }

  @ParameterizedTest
  @CsvSource({
    "dlf:*, dlf:GetTable, true",
    "*, dlf:GetTable, true",
    "dlf:Get*Token, dlf:GetTableToken, true",
    "dlf:Get*Token, dlf:GetTable, false",
    "dlf:*e*e, dlf:GetTable, true",
    "dlf:*able, dlf:GetTables, false",
    "dlf:gettable, dlf:GetTable, false",
    "'', dlf:GetTable, false",
  })
  void aStarStandsForAnyLetters(String pattern, String text, boolean matches) {
    assertThat(Policy.matches(pattern, text)).isEqualTo(matches);
  }

  // Security-relevant: whoever is given one of these may read everything, and change nothing.
  @ParameterizedTest
  @EnumSource(Action.class)
  void theReadOnlyPolicyAllowsWhatReads(Action action) {
    Policy readOnly = Policy.managed("AliyunDLFReadOnlyAccess").orElseThrow();

    assertThat(readOnly.says(Effect.ALLOW, action))
        .isEqualTo(
            action.name().startsWith("GET_")
                || action.name().startsWith("LIST_")
                || action == Action.AUTH_TABLE_QUERY);
  }

  // Security-relevant: what presets give, they give to many.
  @Test
  void presetsExpandToNeitherDropNorGrant() {
    assertThat(Preset.DATA_READER.on(Kind.CATALOG))
        .containsExactlyInAnyOrder(Privilege.DESCRIBE, Privilege.LIST, Privilege.SELECT);
    assertThat(Preset.DATA_READER.on(Kind.TABLE))
        .containsExactlyInAnyOrder(Privilege.DESCRIBE, Privilege.SELECT);
    assertThat(Preset.DATA_EDITOR.on(Kind.TABLE))
        .containsExactlyInAnyOrder(
            Privilege.DESCRIBE, Privilege.SELECT, Privilege.UPDATE, Privilege.ALTER);
    assertThat(Preset.DATA_EDITOR.on(Kind.CATALOG))
        .doesNotContain(Privilege.DROP, Privilege.GRANT)
        .hasSize(Privilege.values().length - 2);
  }

  private static Standing standing(String roles, String policies) {
    return new Standing(
        BOB,
        Set.copyOf(words(roles).toList()),
        words(policies)
            .map(
                word ->
                    new Standing.Attached(
                        Grantee.user(BOB),
                        new Policy(
                            word,
                            List.of(
                                word.startsWith("-")
                                    ? new Statement(Effect.DENY, List.of(word.substring(1)))
                                    : new Statement(Effect.ALLOW, List.of(word))))))
            .toList());
  }

  private static List<Held> held(String text) {
    return words(text)
        .map(word -> word.split("@", 2))
        .map(
            parts ->
                new Held(
                    Grantee.user(BOB),
                    T.path().stream()
                        .filter(each -> each.kind().toString().equals(parts[1]))
                        .findFirst()
                        .orElseThrow(),
                    parts[0].equals("OWNER")
                        ? Optional.empty()
                        : Optional.of(Privilege.valueOf(parts[0]))))
        .toList();
  }

  private static Stream<String> words(String text) {
    return text == null
        ? Stream.of()
        : Arrays.stream(text.strip().split(" +")).filter(word -> !word.isEmpty());
  }
}
