package dev.moraine.warehouse;

import dev.moraine.catalog.BranchFiles;
import dev.moraine.catalog.ConsumerFiles;
import dev.moraine.catalog.CredentialVendor;
import dev.moraine.catalog.Partitioning;
import dev.moraine.catalog.RuleLanguage;
import dev.moraine.catalog.SnapshotFiles;
import dev.moraine.catalog.TableFiles;
import dev.moraine.catalog.TagFiles;
import dev.moraine.catalog.commit.CommitSteps;
import dev.moraine.catalog.commit.Rebase;
import dev.moraine.catalog.doctor.StoredTables;
import java.time.Clock;

/** A warehouse of Paimon tables on a local file system. */
public final class PaimonWarehouse {
  private final DurableFiles files = new DurableFiles();
  private final CommitSteps steps;

  public PaimonWarehouse() {
    this(CommitSteps.UNOBSERVED);
  }

  /**
   * @param steps told how far the file of a snapshot has come
   */
  public PaimonWarehouse(CommitSteps steps) {
    this.steps = steps;
  }

  public TableFiles tableFiles() {
    return new PaimonTableFiles(files);
  }

  public SnapshotFiles snapshotFiles() {
    return new PaimonSnapshotFiles(new DurableFiles(steps));
  }

  public Rebase rebase() {
    return new PaimonRebase(files);
  }

  public TagFiles tagFiles() {
    return new PaimonTagFiles(files);
  }

  public BranchFiles branchFiles() {
    return new PaimonBranchFiles(files, snapshotFiles(), tagFiles());
  }

  public StoredTables storedTables() {
    return new PaimonStoredTables(files);
  }

  public Partitioning partitioning() {
    return new PaimonPartitioning();
  }

  public RuleLanguage ruleLanguage() {
    return new PaimonRules();
  }

  public CredentialVendor credentialVendor(Clock clock) {
    return new LocalCredentialVendor(clock);
  }

  public ConsumerFiles consumerFiles() {
    return new PaimonConsumerFiles(files);
  }
}
