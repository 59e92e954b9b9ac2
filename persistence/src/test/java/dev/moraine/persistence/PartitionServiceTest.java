package dev.moraine.persistence;

import static dev.moraine.persistence.Lake.ALICE;
import static dev.moraine.persistence.Lake.T;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moraine.catalog.NamePattern;
import dev.moraine.catalog.Page;
import dev.moraine.catalog.PageRequest;
import dev.moraine.catalog.Partition;
import dev.moraine.catalog.PartitionReport;
import dev.moraine.catalog.PartitionService.Otherwise;
import dev.moraine.catalog.PartitionService.Outcome;
import dev.moraine.catalog.PartitionStatistics;
import dev.moraine.error.AlreadyExists;
import dev.moraine.error.InvalidRequest;
import dev.moraine.error.NotFound;
import dev.moraine.error.ResourceKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@OnEachDatabase
class PartitionServiceTest {
  @RegisterExtension final FreshDatabase fresh;
  private Lake lake;

  PartitionServiceTest(DatabaseKind kind) {
    fresh = new FreshDatabase(kind);
  }

  @BeforeEach
  void openLake() {
    lake = new Lake(fresh.database());
  }

  @Test
  void aPartitionIsNamedInTheOrderOfItsColumnsHoweverItIsSent() {
    Map<String, String> otherWayRound = new LinkedHashMap<>();
    otherWayRound.put("hh", "2");
    otherWayRound.put("dt", "1");

    create(Otherwise.REFUSE, List.of(otherWayRound));

    assertThat(names()).containsExactly("dt=1/hh=2");
    assertThat(create(Otherwise.PASS_OVER, List.of(spec("1", "2"))).passedOver())
        .containsExactly(spec("1", "2"));
  }

  @Test
  void whatIsThereAlreadyIsPassedOverOrRefusesAll() {
    create(Otherwise.REFUSE, List.of(spec("1", "1")));

    assertThatThrownBy(() -> create(Otherwise.REFUSE, List.of(spec("1", "2"), spec("1", "1"))))
        .isInstanceOfSatisfying(
            AlreadyExists.class,
            e -> {
              assertThat(e.kind()).isEqualTo(ResourceKind.PARTITION);
              assertThat(e.name()).isEqualTo("dt=1/hh=1");
            });
    assertThat(names()).containsExactly("dt=1/hh=1");

    Outcome outcome = create(Otherwise.PASS_OVER, List.of(spec("1", "2"), spec("1", "1")));
    assertThat(outcome.changed()).containsExactly(spec("1", "2"));
    assertThat(outcome.passedOver()).containsExactly(spec("1", "1"));
  }

  @Test
  void aPartitionThatIsNamedTwiceIsThereTheSecondTime() {
    assertThatThrownBy(() -> create(Otherwise.REFUSE, List.of(spec("1", "1"), spec("1", "1"))))
        .isInstanceOf(AlreadyExists.class);
    assertThat(names()).isEmpty();

    Outcome outcome = create(Otherwise.PASS_OVER, List.of(spec("1", "1"), spec("1", "1")));
    assertThat(outcome.changed()).containsExactly(spec("1", "1"));
    assertThat(outcome.passedOver()).containsExactly(spec("1", "1"));
  }

  @Test
  void statisticsComeWithThePartitionsAllOrNone() {
    create(
        Otherwise.REFUSE,
        report(PartitionReport.Meaning.DIFFERENCES, "1", 5),
        List.of(spec("1", "1")));
    create(
        Otherwise.PASS_OVER,
        report(PartitionReport.Meaning.DIFFERENCES, "1", 2),
        List.of(spec("1", "1")));
    assertThat(partition("dt=1/hh=1").recordCount()).isEqualTo(7);

    create(
        Otherwise.PASS_OVER,
        report(PartitionReport.Meaning.TOTALS, "1", 3),
        List.of(spec("1", "1")));
    assertThat(partition("dt=1/hh=1").recordCount()).isEqualTo(3);

    assertThatThrownBy(
            () ->
                create(
                    Otherwise.PASS_OVER,
                    report(PartitionReport.Meaning.TOTALS, "9", 1),
                    List.of(spec("2", "1"))))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("dt=9/hh=1");
    assertThat(names()).containsExactly("dt=1/hh=1");
  }

  @Test
  void whatIsNotThereIsPassedOverOrRefusesAll() {
    create(Otherwise.REFUSE, List.of(spec("1", "1"), spec("1", "2")));

    assertThatThrownBy(() -> drop(Otherwise.REFUSE, List.of(spec("1", "1"), spec("9", "9"))))
        .isInstanceOfSatisfying(
            NotFound.class,
            e -> {
              assertThat(e.kind()).isEqualTo(ResourceKind.PARTITION);
              assertThat(e.name()).isEqualTo("dt=9/hh=9");
            });
    assertThat(names()).hasSize(2);

    Outcome outcome =
        drop(Otherwise.PASS_OVER, List.of(spec("1", "1"), spec("1", "1"), spec("9", "9")));
    assertThat(outcome.changed()).containsExactly(spec("1", "1"));
    assertThat(outcome.passedOver()).containsExactly(spec("9", "9"));
    assertThat(names()).containsExactly("dt=1/hh=2");
  }

  @Test
  void aFilteredPageIsFullOrTheLastHoweverFewPartitionsAreMeant() {
    for (int batch = 0; batch < 3; batch++) {
      int first = batch * 1000;
      create(
          Otherwise.REFUSE,
          IntStream.range(first, first + 1000)
              .mapToObj(i -> spec(i % 500 == 7 ? "wanted" : "other", "%04d".formatted(i)))
              .toList());
    }

    Page<Partition> first = filter("wanted", new PageRequest(4, Optional.empty()));
    Page<Partition> second = filter("wanted", new PageRequest(4, first.nextToken()));

    assertThat(first.items())
        .extracting(each -> each.spec().get("hh"))
        .containsExactly("2507", "2007", "1507", "1007");
    assertThat(first.nextToken()).contains("dt=wanted/hh=1007");
    assertThat(second.items())
        .extracting(each -> each.spec().get("hh"))
        .containsExactly("0507", "0007");
    assertThat(second.nextToken()).isEmpty();
    assertThat(filter("none", PageRequest.first()).items()).isEmpty();
    assertThatThrownBy(() -> filter(" ", PageRequest.first())).isInstanceOf(InvalidRequest.class);
  }

  @Test
  void moreThanAThousandAtOnceAreRefused() {
    List<Map<String, String>> many =
        IntStream.range(0, 1001).mapToObj(i -> spec("1", Integer.toString(i))).toList();

    assertThatThrownBy(() -> drop(Otherwise.PASS_OVER, many)).isInstanceOf(InvalidRequest.class);
    assertThatThrownBy(() -> create(Otherwise.PASS_OVER, many)).isInstanceOf(InvalidRequest.class);
  }

  private static Map<String, String> spec(String dt, String hh) {
    Map<String, String> spec = new LinkedHashMap<>();
    spec.put("dt", dt);
    spec.put("hh", hh);
    return spec;
  }

  private static PartitionReport report(PartitionReport.Meaning meaning, String dt, long records) {
    return new PartitionReport(
        meaning,
        List.of(new PartitionStatistics(Map.of("hh", "1", "dt", dt), records, 1, 1, 1, 1)));
  }

  private Outcome create(Otherwise existing, List<Map<String, String>> specs) {
    return create(existing, PartitionReport.NOTHING, specs);
  }

  private Outcome create(
      Otherwise existing, PartitionReport statistics, List<Map<String, String>> specs) {
    return lake.partitions.create(ALICE, lake.catalog.id(), T, specs, existing, statistics);
  }

  private Outcome drop(Otherwise missing, List<Map<String, String>> specs) {
    return lake.partitions.drop(ALICE, lake.catalog.id(), T, specs, missing);
  }

  private Page<Partition> filter(String filter, PageRequest page) {
    return lake.partitions.listByFilter(ALICE, lake.catalog.id(), T, filter, NamePattern.ALL, page);
  }

  private List<String> names() {
    return lake
        .partitions
        .list(ALICE, lake.catalog.id(), T, NamePattern.ALL, PageRequest.first())
        .items()
        .stream()
        .map(Partition::name)
        .toList();
  }

  private Partition partition(String name) {
    return lake.partition(name).orElseThrow();
  }
}
