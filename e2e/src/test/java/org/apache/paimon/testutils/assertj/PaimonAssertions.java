package org.apache.paimon.testutils.assertj;

import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowingConsumer;

/** Stands in for Paimon's class of this name, which its published tests use but do not bring. */
public final class PaimonAssertions {
  private PaimonAssertions() {}

  public static ThrowingConsumer<? super Throwable> anyCauseMatches(
      Class<? extends Throwable> type, String part) {
    return thrown ->
        Assertions.assertThat(causes(thrown))
            .as("a cause of type %s whose message has '%s'", type.getName(), part)
            .anyMatch(cause -> type.isInstance(cause) && messageHas(cause, part));
  }

  public static ThrowingConsumer<? super Throwable> anyCauseMatches(
      Class<? extends Throwable> type) {
    return thrown ->
        Assertions.assertThat(causes(thrown))
            .as("a cause of type %s", type.getName())
            .anyMatch(type::isInstance);
  }

  public static ThrowingConsumer<? super Throwable> anyCauseMatches(String part) {
    return thrown ->
        Assertions.assertThat(causes(thrown))
            .as("a cause whose message has '%s'", part)
            .anyMatch(cause -> messageHas(cause, part));
  }

  private static boolean messageHas(Throwable thrown, String part) {
    return thrown.getMessage() != null && thrown.getMessage().contains(part);
  }

  private static Stream<Throwable> causes(Throwable thrown) {
    return Stream.iterate(thrown, cause -> cause != null, Throwable::getCause);
  }
}
