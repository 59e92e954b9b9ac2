package dev.moraine.e2e;

import dev.moraine.e2e.RecordedCommit.Answer;
import dev.moraine.e2e.RecordedCommit.Attempt;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.paimon.Snapshot;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.options.Options;
import org.apache.paimon.partition.PartitionStatistics;
import org.apache.paimon.rest.RESTCatalog;
import org.apache.paimon.rest.RESTCatalogLoader;

/** Paimon's own client for one writer; writes down how each commit request was answered. */
final class RecordingCatalog extends RESTCatalog {
  private final AtomicReference<RecordedCommit> current;

  RecordingCatalog(Options options) {
    super(CatalogContext.create(options));
    this.current = new AtomicReference<>();
  }

  private RecordingCatalog(CatalogContext context, AtomicReference<RecordedCommit> current) {
    super(context, false);
    this.current = current;
  }

  /** What is sent from now on belongs to this commit. */
  void record(RecordedCommit commit) {
    current.set(commit);
  }

  /** Tables commit through catalogs of their own, which this makes. */
  @Override
  public RESTCatalogLoader catalogLoader() {
    AtomicReference<RecordedCommit> shared = current;
    return new RESTCatalogLoader(super.catalogLoader().context()) {
      @Override
      public RESTCatalog load() {
        return new RecordingCatalog(context(), shared);
      }
    };
  }

  @Override
  public boolean commitSnapshot(
      Identifier identifier,
      String tableUuid,
      Snapshot snapshot,
      List<PartitionStatistics> statistics)
      throws TableNotExistException {
    Attempt attempt = Attempt.of(identifier, snapshot);
    current.get().answered(attempt, Answer.NONE);
    boolean inEffect = super.commitSnapshot(identifier, tableUuid, snapshot, statistics);
    current.get().answered(attempt, inEffect ? Answer.IN_EFFECT : Answer.LOST);
    return inEffect;
  }
}
