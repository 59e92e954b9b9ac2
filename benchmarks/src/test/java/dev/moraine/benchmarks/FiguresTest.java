package dev.moraine.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FiguresTest {
  @Test
  void medianIsTheMiddleOrTheMeanOfTheTwoInTheMiddle() {
    assertThat(Figures.median(List.of(9, 1, 5))).isEqualTo(5);
    assertThat(Figures.median(List.of(9, 1, 5, 6))).isEqualTo(5.5);
  }

  @Test
  void percentileIsTheNearestRank() {
    long[] sorted = new long[200];
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = i + 1;
    }

    assertThat(Figures.percentile(sorted, 50)).isEqualTo(100);
    assertThat(Figures.percentile(sorted, 99)).isEqualTo(198);
    assertThat(Figures.percentile(new long[] {7}, 99)).isEqualTo(7);
  }
}
