package dev.moraine.error;

/** A file system or object store did not do what was asked; the cause goes to the log only. */
public final class StorageUnavailable extends MoraineException {
  private static final long serialVersionUID = 1L;

  public StorageUnavailable(String sentence, Throwable cause) {
    super(ErrorCode.STORAGE_UNAVAILABLE, sentence, cause);
  }
}
