package dev.moraine.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moraine.access.Decision.Outcome;
import dev.moraine.access.Restriction.ColumnList;
import dev.moraine.access.Restriction.Rule;
import dev.moraine.access.Securable.Kind;
import dev.moraine.access.Standing.Attached;
import dev.moraine.identity.Principal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadLimitsTest {
  private static final Principal BOB = new Principal("bob");
  private static final Securable CATALOG = new Securable(Kind.CATALOG, "c");
  private static final Securable DATABASE = new Securable(Kind.DATABASE, "d");
  private static final Securable TABLE = new Securable(Kind.TABLE, "t");
  private static final Target T = new Target(List.of(TABLE, DATABASE, CATALOG), "db.t");

  /**
   * @param own and {@code ofRole}: restrictions of the grants to the user and to a role, parts
   *     divided by spaces: {@code +a,b} columns, {@code -a} all but these, {@code ?x} a row filter,
   *     {@code a=x} a mask; {@code *} for a grant without a restriction, nothing for no grant
   * @param columns that are read
   * @param filters and {@code masks} that come out; {@code refused} when the columns may not be
   *     read
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // Column lists intersect.
        "+a,b         |             | a,b | | ",
        "+a,b         |             | a,c | refused | ",
        "-c           |             | a,b | | ",
        "-c           |             | c   | refused | ",
        "+a,b         | +b,c        | b   | | ",
        "+a,b         | +b,c        | a   | refused | ",
        "+a,b         | +b,c        | c   | refused | ",
        "+a,b         | -b          | a   | | ",
        "+a,b         | -b          | b   | refused | ",
        // A grant without a restriction beside it takes nothing away from one that has it.
        "*            | +a          | a   | | ",
        "*            | +a          | b   | refused | ",
        "+a           | *           | b   | refused | ",
        "             | +a          | b   | refused | ",
        "*            | *           | b   | | ",
        // Every row filter has to be passed.
        "?x           |             | a   | x | ",
        "?x           | ?y          | a   | x y | ",
        "*            | ?y          | a   | y | ",
        "+a ?x        | ?y          | b   | refused | ",
        // Any mask masks; two that differ leave the column unreadable, and no other.
        "a=m          | *           | a   | | a=m",
        "a=m          | b=n         | a,b | | a=m b=n",
        "a=m          | a=m         | a   | | a=m",
        "a=m          | a=n         | a   | refused | ",
        "a=m b=k      | a=n         | b   | | a=m b=k",
        "a=m ?x       | +a ?y       | a   | x y | a=m",
      })
  void restrictionsAddUp(String own, String ofRole, String columns, String filters, String masks) {
    ReadLimits limits = ReadLimits.on(standing(), T, held(own, ofRole));

    boolean refused = limits.against(Arrays.asList(columns.split(","))).isPresent();

    assertThat(refused).isEqualTo("refused".equals(filters));
    if (!refused) {
      assertThat(limits.rowFilters())
          .extracting(Rule::json)
          .containsExactlyElementsOf(words(filters));
      assertThat(
              limits.masks().entrySet().stream()
                  .map(each -> each.getKey() + "=" + each.getValue().json()))
          .containsExactlyInAnyOrderElementsOf(words(masks));
    }
  }

  /**
   * @param held beside the restricted grant on the table
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                  | GET_TABLE        | DENIED",
        "DESCRIBE@table    | GET_TABLE        | ALLOWED",
        "                  | AUTH_TABLE_QUERY | ALLOWED",
        "SELECT@catalog    | AUTH_TABLE_QUERY | ALLOWED",
        "                  | GET_SNAPSHOT     | ALLOWED",
        "                  | GET_TABLE_TOKEN  | ALLOWED",
        // A part of a table cannot be written: what is hidden would be lost.
        "UPDATE@catalog    | COMMIT_TABLE     | DENIED",
        "UPDATE@database   | ROLLBACK_TABLE   | DENIED",
        "UPDATE@table      | CREATE_TAG       | DENIED",
        "ALTER@database    | ALTER_TABLE      | DENIED",
        "ALTER@database    | REPLACE_TABLE    | DENIED",
        "DROP@database     | DROP_TABLE       | ALLOWED",
        // It could be used to take the restriction off.
        "GRANT@database    | BATCH_GRANT_PERMISSIONS | DENIED",
        // Partitions tell values of hidden rows.
        "DESCRIBE@catalog  | LIST_PARTITIONS  | DENIED",
        "DESCRIBE@catalog  | LIST_TAGS        | ALLOWED",
        // Owners are bound by none.
        "OWNER@table       | COMMIT_TABLE     | ALLOWED",
        "OWNER@database    | ALTER_TABLE      | ALLOWED",
        "OWNER@catalog     | LIST_PARTITIONS  | ALLOWED",
      })
  void whoIsHeldToAPartMayReadAndNoMore(String held, Action action, Outcome outcome) {
    List<Held> all = Stream.concat(held("?x", "*").stream(), others(held)).toList();

    Decision decision = Decision.on(standing(), action, T, all, () -> false);

    assertThat(decision.outcome()).as(decision.because()).isEqualTo(outcome);
  }

  @Test
  void administratorsAndOwnersAreHeldToNothing() {
    List<Held> held = held("?x", "+a");

    assertThat(ReadLimits.on(standing(Standing.ADMINISTRATOR), T, held).isNone()).isTrue();
    assertThat(
            ReadLimits.on(
                    standing(), T, Stream.concat(held.stream(), others("OWNER@database")).toList())
                .isNone())
        .isTrue();
  }

  @Test
  void onlyRowsAndMasksAreUpToTheEngine() {
    assertThat(ReadLimits.on(standing(), T, held("+a", "-b")).areUpToEngine()).isFalse();
    assertThat(ReadLimits.on(standing(), T, held("+a", "?x")).areUpToEngine()).isTrue();
    assertThat(ReadLimits.on(standing(), T, held("a=m", "*")).areUpToEngine()).isTrue();
  }

  @Test
  void theSentencesTellWhoseGrantItIs() {
    ReadLimits limits = ReadLimits.on(standing(), T, held("+a,b a=m", "a=n ?x"));

    assertThat(limits.against(List.of("c")))
        .contains("user/bob may not read the column 'c', only columns a, b");
    assertThat(limits.against(List.of("a")))
        .contains("The column 'a' has two different masks, by role/r and user/bob");
    assertThat(limits.toString())
        .isEqualTo("role/r: rows where x; a masked as n; user/bob: columns a, b; a masked as m");
  }

  private static Standing standing(String... roles) {
    return new Standing(
        BOB,
        Set.of(roles),
        List.of(
            new Attached(Grantee.user(BOB), Policy.managed("AliyunDLFFullAccess").orElseThrow())));
  }

  private static List<Held> held(String own, String ofRole) {
    return Stream.of(
            Optional.ofNullable(own).map(text -> select(Grantee.user(BOB), text)),
            Optional.ofNullable(ofRole).map(text -> select(Grantee.role("r"), text)))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Held select(Grantee grantee, String text) {
    Optional<ColumnList> columns = Optional.empty();
    Optional<Rule> filter = Optional.empty();
    Map<String, Rule> masks = new java.util.HashMap<>();
    for (String part : text.split(" ")) {
      String rest = part.substring(1);
      switch (part.charAt(0)) {
        case '*' -> {}
        case '+' -> columns = Optional.of(list(ColumnList.Kind.INCLUDE, rest));
        case '-' -> columns = Optional.of(list(ColumnList.Kind.EXCLUDE, rest));
        case '?' -> filter = Optional.of(rule(rest));
        default -> masks.put(part.substring(0, 1), rule(part.substring(2)));
      }
    }
    return new Held(
        grantee, TABLE, Optional.of(Privilege.SELECT), new Restriction(columns, filter, masks));
  }

  private static ColumnList list(ColumnList.Kind kind, String names) {
    return new ColumnList(kind, Set.of(names.split(",")));
  }

  private static Rule rule(String json) {
    return new Rule(Optional.empty(), json, Set.of());
  }

  private static Stream<Held> others(String held) {
    return words(held).stream()
        .map(
            each -> {
              String[] parts = each.split("@");
              Securable on =
                  switch (parts[1]) {
                    case "table" -> TABLE;
                    case "database" -> DATABASE;
                    default -> CATALOG;
                  };
              return new Held(
                  Grantee.user(BOB),
                  on,
                  parts[0].equals("OWNER")
                      ? Optional.empty()
                      : Optional.of(Privilege.valueOf(parts[0])));
            });
  }

  private static List<String> words(String text) {
    return text == null ? List.of() : Arrays.stream(text.split(" ")).collect(Collectors.toList());
  }
}
