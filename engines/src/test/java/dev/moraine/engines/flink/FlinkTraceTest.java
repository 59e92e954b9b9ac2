package dev.moraine.engines.flink;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FlinkTraceTest {

  @Test
  void theInnermostCauseWithAMessageIsTheSentence() {
    String trace =
        """
        org.apache.flink.SomeException: Failed to fetchResults.
        \tat org.apache.flink.A.b(A.java:1)
        Caused by: org.apache.flink.Other: Failed to execute the operation
        \t... 7 more
        Caused by: java.lang.IllegalArgumentException: 'warehouse' is 'a', but the location is 'b'.
        \tat dev.moraine.X.y(X.java:1)
        Caused by: java.util.concurrent.TimeoutException
        \t... 3 more
        """;

    assertThat(FlinkTrace.rootCause(trace))
        .isEqualTo("'warehouse' is 'a', but the location is 'b'.");
  }

  @Test
  void classNamesInFrontAreLeftOutEvenTwice() {
    assertThat(FlinkTrace.rootCause("java.lang.RuntimeException: java.io.IOException: disk full"))
        .isEqualTo("disk full");
  }

  @Test
  void aMessageOfSeveralLinesIsJoined() {
    String trace = "a.b.Parse: Encountered \"x\"\nat line 3\n\tat a.b.C.d(C.java:1)\n";

    // "at line 3" reads like a frame; better short than wrong.
    assertThat(FlinkTrace.rootCause(trace)).isEqualTo("Encountered \"x\"");
  }

  @Test
  void plainTextIsItself() {
    assertThat(FlinkTrace.rootCause("Job could not be found."))
        .isEqualTo("Job could not be found.");
  }
}
