package dev.moraine.catalog;

import dev.moraine.error.StorageUnavailable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes the folders of managed tables that are gone for good.
 *
 * <p>The transaction that deletes a table notes its folder; the files go afterwards, and what a
 * crash or a failing storage leaves goes with the next sweep of the recycle bin.
 */
public final class DroppedFolders {
  private static final Logger log = LoggerFactory.getLogger(DroppedFolders.class);

  private final Transactions transactions;
  private final TableFiles files;

  public DroppedFolders(Transactions transactions, TableFiles files) {
    this.transactions = transactions;
    this.files = files;
  }

  /** Deletes all that is noted; a folder that cannot be deleted stays noted. */
  public void deleteLeft() {
    transactions.read(tx -> tx.tables().foldersToDelete()).forEach(this::delete);
  }

  private void delete(StorageLocation folder) {
    try {
      files.deleteFolder(folder);
    } catch (StorageUnavailable e) {
      log.atWarn()
          .addKeyValue("folder", folder)
          .setCause(e)
          .log("Folder of a dropped table stays for now");
      return;
    }
    transactions.write(
        tx -> {
          tx.tables().folderDeleted(folder);
          return folder;
        });
  }
}
