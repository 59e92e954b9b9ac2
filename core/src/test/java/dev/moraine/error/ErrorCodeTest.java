package dev.moraine.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ErrorCodeTest {
  private static final List<MoraineException> ONE_OF_EACH =
      List.of(
          new AlreadyExists(ResourceKind.TABLE, "t", "s"),
          new Busy("s"),
          new Conflict("s"),
          new Forbidden("s"),
          new InvalidRequest("s"),
          new NotAuthenticated("s"),
          new NotFound(ResourceKind.TABLE, "t", "s"),
          new NotImplemented("s"),
          new SchemaChangeRefused("s"),
          new StorageUnavailable("s", new IllegalStateException()));

  @Test
  void everyRefusalIsListedHere() {
    assertThat(ONE_OF_EACH.stream().<Class<?>>map(MoraineException::getClass))
        .containsExactlyInAnyOrder(MoraineException.class.getPermittedSubclasses());
  }

  @Test
  void everyRefusalHasACodeOfItsOwnAndEveryCodeButInternalARefusal() {
    assertThat(ONE_OF_EACH.stream().map(MoraineException::code))
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(ErrorCode.values()).filter(c -> c != ErrorCode.INTERNAL).toList());
  }

  // Source: paimon-api DefaultErrorHandler; 503 is left out, as clients send such a request again.
  @Test
  void statusesAreThoseThatPaimonsClientsKnowAndDoNotRetry() {
    assertThat(ErrorCode.values())
        .allSatisfy(code -> assertThat(code.httpStatus()).isIn(400, 401, 403, 404, 409, 500, 501));
  }

  @Test
  void aCallersFaultIsAFourHundredExceptWhereTheProtocolSaysOtherwise() {
    assertThat(ErrorCode.values())
        .filteredOn(code -> code.fault() == ErrorCode.Fault.CALLER && code.httpStatus() >= 500)
        .containsExactly(ErrorCode.SCHEMA_CHANGE_REFUSED);
  }
}
