package dev.moraine.catalog;

/** Port: what opens the files of tables. */
public interface CredentialVendor {
  /**
   * Credentials for everything in a table's folder, which end in two hours at the earliest.
   *
   * <p>The same again as long as they are good: clients keep a file system for each that they have
   * ever got, and ask anew in the last hour. Source: paimon-common {@code RESTTokenFileIO}.
   */
  StorageCredentials vend(Table table);
}
