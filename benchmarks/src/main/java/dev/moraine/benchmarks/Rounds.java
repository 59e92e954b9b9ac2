package dev.moraine.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Runs loads in turn, every second round in the opposite order, so that what else happens on the
 * machine falls on all of them.
 */
final class Rounds {
  /** What one load made in one round. */
  record Result(Load.Measurement measurement, Duration serverProcessorTime) {
    double serverNanosPerOperation() {
      return (double) serverProcessorTime.toNanos() / measurement.latencies().length;
    }
  }

  /** Makes the clients of one round. */
  interface Clients {
    List<Load.Client> ofRound(int round) throws Exception;
  }

  /** What is measured, once. */
  interface Work {
    Load.Measurement run(Duration duration) throws Exception;
  }

  /** Makes the work of one round. */
  interface Preparation {
    Work ofRound(int round) throws Exception;
  }

  /** The processor time of a load that has no server. */
  static final Supplier<Duration> NO_SERVER = () -> Duration.ZERO;

  /**
   * @param processorTime that the load's server has used so far
   */
  private record NamedLoad(
      String name,
      Supplier<Duration> processorTime,
      Preparation preparation,
      List<Result> results) {}

  private final List<NamedLoad> loads = new ArrayList<>();

  /**
   * @param processorTime that the load's server has used so far
   */
  void add(String name, Supplier<Duration> processorTime, Clients clients) {
    addWork(
        name,
        processorTime,
        round -> {
          List<Load.Client> made = clients.ofRound(round);
          return duration -> Load.run(made, duration);
        });
  }

  /** Like {@link #add}, for what is not a loop of clients. */
  void addWork(String name, Supplier<Duration> processorTime, Preparation preparation) {
    loads.add(new NamedLoad(name, processorTime, preparation, new ArrayList<>()));
  }

  /** Warms every load up, then measures. */
  void run(int rounds, Duration duration, Progress progress) throws Exception {
    for (NamedLoad load : loads) {
      progress.tell("warm-up, " + load.name());
      // Rounds that are never measured: each may make things of its own.
      WarmUp.of(slice -> load.preparation().ofRound(rounds + slice).run(WarmUp.SLICE).perSecond());
    }
    List<NamedLoad> order = new ArrayList<>(loads);
    for (int round = 1; round <= rounds; round++) {
      for (NamedLoad load : order) {
        Work work = load.preparation().ofRound(round);
        Duration before = load.processorTime().get();
        Load.Measurement measurement = work.run(duration);
        load.results().add(new Result(measurement, load.processorTime().get().minus(before)));
        progress.tell(
            "round %d of %d, %s: %s per second"
                .formatted(
                    round, rounds, load.name(), ResultTable.perSecond(measurement.perSecond())));
      }
      Collections.reverse(order);
    }
  }

  // In the order of the rounds.
  private List<Result> results(String name) {
    return loads.stream()
        .filter(load -> load.name().equals(name))
        .findFirst()
        .map(load -> List.copyOf(load.results()))
        .orElseThrow();
  }

  /** Of a table that has {@link #figures} between other columns. */
  static List<String> header(List<String> before, List<String> after) {
    return Stream.of(before, List.of("per second", "lowest", "highest", "p50", "p99"), after)
        .flatMap(List::stream)
        .toList();
  }

  /** The median rate, the lowest and the highest one, and medians of latencies, to be shown. */
  List<String> figures(String name) {
    List<Load.Measurement> measured = measurements(name);
    List<Double> rates = measured.stream().map(Load.Measurement::perSecond).toList();
    return List.of(
        ResultTable.perSecond(Figures.median(rates)),
        ResultTable.perSecond(Collections.min(rates)),
        ResultTable.perSecond(Collections.max(rates)),
        medianPercentile(measured, 50),
        medianPercentile(measured, 99));
  }

  /** The median of the server's processor time for one operation, to be shown. */
  String processorTimeEach(String name) {
    return ResultTable.milliseconds(
        Figures.median(results(name).stream().map(Result::serverNanosPerOperation).toList()));
  }

  private static String medianPercentile(List<Load.Measurement> measured, double percent) {
    return ResultTable.milliseconds(
        Figures.median(measured.stream().map(each -> each.percentile(percent)).toList()));
  }

  /** The median of the ratios of each round. */
  double ratio(String name, String toOther, ToDoubleFunction<Load.Measurement> figure) {
    List<Load.Measurement> measured = measurements(name);
    List<Load.Measurement> others = measurements(toOther);
    return Figures.median(
        IntStream.range(0, measured.size())
            .mapToObj(
                round ->
                    figure.applyAsDouble(measured.get(round))
                        / figure.applyAsDouble(others.get(round)))
            .toList());
  }

  private List<Load.Measurement> measurements(String name) {
    return results(name).stream().map(Result::measurement).toList();
  }
}
