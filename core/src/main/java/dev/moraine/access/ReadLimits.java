package dev.moraine.access;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All that a caller's reading of one table is held to: the restrictions of its own grant and of
 * those of its roles, together. They hold whatever else lets the caller read the table, such as a
 * grant on its database; administrators and owners are held to none.
 *
 * @param held those grants on the table that carry a restriction
 */
public record ReadLimits(List<Held> held) {
  public static final ReadLimits NONE = new ReadLimits(List.of());

  /** With these a caller could change, or take off, what it is held to. */
  static final Set<Privilege> EXCLUDED =
      EnumSet.of(Privilege.UPDATE, Privilege.ALTER, Privilege.GRANT);

  public ReadLimits {
    held = List.copyOf(held);
  }

  /**
   * @param held all that the caller has on the target's path
   */
  public static ReadLimits on(Standing standing, Target target, List<Held> held) {
    boolean owns = held.stream().anyMatch(each -> each.privilege().isEmpty());
    return standing.isAdministrator() || owns
        ? NONE
        : new ReadLimits(
            held.stream()
                .filter(each -> each.securable().equals(target.thing()))
                .filter(each -> !each.restriction().isNone())
                .toList());
  }

  /** Whether a privilege may not stand beside a restriction on the same table. */
  public static boolean exclude(Privilege privilege) {
    return EXCLUDED.contains(privilege);
  }

  public boolean isNone() {
    return held.isEmpty();
  }

  /** See {@link Restriction#isUpToEngine}. */
  public boolean areUpToEngine() {
    return held.stream().anyMatch(each -> each.restriction().isUpToEngine());
  }

  /**
   * Why these columns may not all be read; empty when they may. A column has to be admitted by each
   * list, and be masked in one way only: which of two masks hides more, nobody but their authors
   * can tell.
   */
  public Optional<String> against(List<String> columns) {
    return columns.stream().flatMap(column -> against(column).stream()).findFirst();
  }

  private Optional<String> against(String column) {
    Optional<String> outside =
        held.stream()
            .filter(each -> !each.restriction().columns().map(l -> l.admits(column)).orElse(true))
            .findFirst()
            .map(
                each ->
                    each.grantee()
                        + " may not read the column '"
                        + column
                        + "', only "
                        + each.restriction().columns().orElseThrow());
    return outside.or(
        () ->
            masksOf(column).stream().map(Restriction.Rule::json).distinct().count() < 2
                ? Optional.empty()
                : Optional.of(
                    "The column '" + column + "' has two different masks, by " + grantees()));
  }

  private List<Restriction.Rule> masksOf(String column) {
    return held.stream()
        .flatMap(each -> Optional.ofNullable(each.restriction().masks().get(column)).stream())
        .toList();
  }

  /** All of which a row has to pass. */
  public List<Restriction.Rule> rowFilters() {
    return held.stream().flatMap(each -> each.restriction().rowFilter().stream()).toList();
  }

  /** By column; to be asked only of columns that nothing is {@link #against}. */
  public Map<String, Restriction.Rule> masks() {
    Map<String, Restriction.Rule> masks = new LinkedHashMap<>();
    held.forEach(each -> each.restriction().masks().forEach(masks::putIfAbsent));
    return masks;
  }

  /** Whose grants they are, as sentences call them. */
  public String grantees() {
    return held.stream()
        .map(each -> each.grantee().toString())
        .distinct()
        .sorted()
        .collect(Collectors.joining(" and "));
  }

  @Override
  public String toString() {
    return held.stream()
        .map(each -> each.grantee() + ": " + each.restriction())
        .sorted()
        .collect(Collectors.joining("; "));
  }
}
