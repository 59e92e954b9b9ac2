package dev.moraine.e2e;

import java.util.ArrayList;
import java.util.List;

/** What must have held when the play is over. */
final class Checks {
  private final List<Check> checks = new ArrayList<>();

  /**
   * @param expected what should be, in words
   * @param measured what was
   */
  record Check(String name, String expected, String measured, boolean held) {}

  void add(String name, String expected, Object measured, boolean held) {
    checks.add(new Check(name, expected, String.valueOf(measured), held));
  }

  boolean allHeld() {
    return checks.stream().allMatch(Check::held);
  }

  List<Check> all() {
    return List.copyOf(checks);
  }

  String table() {
    return TextTable.format(
        List.of("check", "expected", "measured", "held"),
        checks.stream()
            .map(
                check ->
                    List.of(
                        check.name(),
                        check.expected(),
                        check.measured(),
                        check.held() ? "yes" : "NO"))
            .toList());
  }
}
