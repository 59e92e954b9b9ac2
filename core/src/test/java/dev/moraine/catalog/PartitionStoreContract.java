package dev.moraine.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moraine.identity.Principal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link PartitionStore} does. */
public abstract class PartitionStoreContract extends StoreContract {
  private static final Provenance BOB =
      Provenance.of(new Principal("bob"), Instant.ofEpochMilli(2_000));

  private final Table table = TableBuilder.aTableIn(db).build();

  @BeforeEach
  void insertTable() {
    write(tx -> tx.tables().insert(table));
  }

  @Test
  void aPartitionComesBackWithItsColumnsInOrder() {
    Map<String, String> spec = new LinkedHashMap<>();
    spec.put("year", "2026");
    spec.put("day", "ü/1=%");

    add(new PartitionStatistics(spec, 1, 2, 3, 4, 5));

    Partition found = find("year=2026/day=ü/1=%");
    assertThat(found).isEqualTo(new Partition(spec, 1, 2, 3, 4, 5, false, ALICE));
    assertThat(found.spec().keySet()).containsExactly("year", "day");
  }

  @Test
  void differencesAddUp() {
    add(statistics("1", 10, 100, 2, 7));
    write(tx -> tx.partitions().add(table.ref(), List.of(statistics("1", -4, 50, 1, 5)), BOB));

    Partition partition = find("dt=1");
    assertThat(partition.recordCount()).isEqualTo(6);
    assertThat(partition.fileSizeInBytes()).isEqualTo(150);
    assertThat(partition.fileCount()).isEqualTo(3);
    assertThat(partition.lastFileCreationTimeMs()).isEqualTo(7);
    assertThat(partition.provenance())
        .isEqualTo(ALICE.updated(new Principal("bob"), BOB.updatedAt()));
  }

  @Test
  void theNumberOfBucketsIsTheLastThatWasSaid() {
    add(new PartitionStatistics(Map.of("dt", "1"), 1, 1, 1, 1, 4));
    add(new PartitionStatistics(Map.of("dt", "1"), 1, 1, 1, 1, 8));

    assertThat(find("dt=1").totalBuckets()).isEqualTo(8);
  }

  @Test
  void aPartitionWhoseCountsFallToZeroGoes() {
    add(statistics("1", 10, 100, 2, 7), statistics("2", 1, 1, 1, 1));

    add(statistics("1", -10, -100, -2, 8));

    assertThat(names("%", page(9))).containsExactly("dt=2");
  }

  @Test
  void aPartitionWithFilesButWithoutRowsStays() {
    add(statistics("1", 10, 100, 2, 7));

    add(statistics("1", -10, 0, 0, 8));

    assertThat(names("%", page(9))).containsExactly("dt=1");
  }

  @Test
  void partitionsAreListedByNameDescendingInPagesAndByPattern() {
    add(
        statistics("1", 1, 1, 1, 1),
        statistics("11", 1, 1, 1, 1),
        statistics("2", 1, 1, 1, 1),
        statistics("12", 1, 1, 1, 1));

    assertThat(names("%", page(2))).containsExactly("dt=2", "dt=12");
    assertThat(names("%", page(2, "dt=12"))).containsExactly("dt=11", "dt=1");
    assertThat(names("%", page(2, "dt=1"))).isEmpty();
    assertThat(names("dt=1%", page(9))).containsExactly("dt=12", "dt=11", "dt=1");
    assertThat(names("dt=1%", page(1, "dt=12"))).containsExactly("dt=11");
    assertThat(names("dt=1%", page(9, "dt=2"))).containsExactly("dt=12", "dt=11", "dt=1");
    assertThat(names("dt=1", page(9))).containsExactly("dt=1");
  }

  @Test
  void whatDoesNotExistIsLeftOut() {
    add(statistics("1", 1, 1, 1, 1));

    assertListed(tx -> tx.partitions().find(table.ref(), List.of("dt=1", "dt=9"))).hasSize(1);
    assertListed(tx -> tx.partitions().find(table.ref(), List.of())).isEmpty();
  }

  @Test
  void doneStaysThroughFurtherCommits() {
    add(statistics("1", 1, 1, 1, 1), statistics("2", 1, 1, 1, 1));

    write(tx -> tx.partitions().markDone(table.ref(), List.of("dt=1", "dt=9"), BOB));
    add(statistics("1", 1, 1, 1, 1));

    assertThat(find("dt=1").done()).isTrue();
    assertThat(find("dt=2").done()).isFalse();
  }

  @Test
  void replacedPartitionsAreCountedAnewAndKeepDoneAndTheirMaker() {
    add(statistics("1", 9, 9, 9, 9), statistics("2", 9, 9, 9, 9));
    write(tx -> tx.partitions().markDone(table.ref(), List.of("dt=1", "dt=2"), ALICE));

    write(
        tx ->
            tx.partitions()
                .replaceAll(
                    table.ref(),
                    Map.of(
                        Map.of("dt", "1"), statistics("1", 1, 2, 3, 4),
                        Map.of("dt", "3"), statistics("3", 1, 2, 3, 4)),
                    BOB));

    assertThat(names("%", page(9))).containsExactly("dt=3", "dt=1");
    assertThat(find("dt=1").recordCount()).isEqualTo(1);
    assertThat(find("dt=1").done()).isTrue();
    assertThat(find("dt=3").done()).isFalse();
    assertThat(find("dt=1").provenance())
        .isEqualTo(ALICE.updated(new Principal("bob"), BOB.updatedAt()));
    assertThat(find("dt=3").provenance()).isEqualTo(BOB);
  }

  @Test
  void aRegisteredPartitionCountsNothingYetAndStays() {
    add(statistics("1", 9, 9, 9, 9));

    Set<String> inserted = insert("1", "2", "2");
    add(statistics("2", 0, 0, 0, 0));

    assertThat(inserted).containsExactly("dt=2");
    assertThat(find("dt=1").recordCount()).isEqualTo(9);
    insert("3");
    assertThat(find("dt=3"))
        .isEqualTo(new Partition(Map.of("dt", "3"), 0, 0, 0, 0, -1, false, ALICE));
    assertThat(insert()).isEmpty();
  }

  @Test
  void aDeletedPartitionIsGoneAndAnUnknownOneIsNot() {
    insert("1", "2");

    assertThat(delete("dt=1", "dt=9")).containsExactly("dt=1");
    assertThat(delete()).isEmpty();
    assertThat(names("%", page(9))).containsExactly("dt=2");
  }

  @Test
  void reportedTotalsTakeThePlaceOfCountsAndNegativeOnesSayNothing() {
    add(statistics("1", 9, 9, 9, 9));

    assertThat(report(PartitionReport.Meaning.TOTALS, statistics("1", 3, -1, 0, 4))).isEmpty();

    assertThat(find("dt=1"))
        .isEqualTo(
            new Partition(
                Map.of("dt", "1"),
                3,
                9,
                0,
                4,
                1,
                false,
                ALICE.updated(new Principal("bob"), BOB.updatedAt())));
  }

  @Test
  void reportedDifferencesAddUpAndNegativeOnesSayNothing() {
    add(statistics("1", 9, 9, 9, 9));

    assertThat(report(PartitionReport.Meaning.DIFFERENCES, statistics("1", 3, -1, 0, 4))).isEmpty();

    assertThat(find("dt=1"))
        .isEqualTo(
            new Partition(
                Map.of("dt", "1"),
                12,
                9,
                9,
                9,
                1,
                false,
                ALICE.updated(new Principal("bob"), BOB.updatedAt())));
  }

  @Test
  void aReportNamesThePartitionsThatAreNotThere() {
    insert("1");

    assertThat(
            report(
                PartitionReport.Meaning.TOTALS,
                statistics("9", 1, 1, 1, 1),
                statistics("1", 1, 1, 1, 1)))
        .containsExactly("dt=9");
    assertThat(names("%", page(9))).containsExactly("dt=1");
  }

  @Test
  void replacingByNothingLeavesNothing() {
    add(statistics("1", 9, 9, 9, 9));

    write(tx -> tx.partitions().replaceAll(table.ref(), Map.of(), BOB));

    assertThat(names("%", page(9))).isEmpty();
  }

  @Test
  void aCommitMayTouchVeryManyPartitions() {
    List<PartitionStatistics> many =
        IntStream.range(0, 40_000)
            .mapToObj(i -> statistics("p" + i, 1, 1, 1, 1))
            .collect(Collectors.toCollection(ArrayList::new));

    write(tx -> tx.partitions().add(table.ref(), many, ALICE));

    assertThat(names("dt=p3999%", page(20))).hasSize(11);
  }

  private static PartitionStatistics statistics(
      String day, long records, long bytes, long files, long time) {
    return new PartitionStatistics(Map.of("dt", day), records, bytes, files, time, 1);
  }

  private void add(PartitionStatistics... differences) {
    write(tx -> tx.partitions().add(table.ref(), Arrays.asList(differences), ALICE));
  }

  private Set<String> insert(String... days) {
    return transactions()
        .write(
            tx ->
                tx.partitions()
                    .insert(
                        table.ref(),
                        Arrays.stream(days).map(day -> Map.of("dt", day)).toList(),
                        ALICE));
  }

  private Set<String> delete(String... names) {
    return transactions().write(tx -> tx.partitions().delete(table.ref(), Arrays.asList(names)));
  }

  private List<String> report(PartitionReport.Meaning meaning, PartitionStatistics... statistics) {
    return transactions()
        .write(
            tx ->
                tx.partitions()
                    .report(
                        table.ref(), new PartitionReport(meaning, Arrays.asList(statistics)), BOB));
  }

  private Partition find(String name) {
    return read(tx -> tx.partitions().find(table.ref(), List.of(name))).get(0);
  }

  private List<String> names(String pattern, PageRequest page) {
    return read(tx -> tx.partitions().list(table.ref(), NamePattern.parse(pattern), page)).stream()
        .map(Partition::name)
        .toList();
  }
}
