package dev.moraine.error;

/** The named thing does not exist, or the caller may not know that it does. */
public final class NotFound extends MoraineException {
  private static final long serialVersionUID = 1L;

  private final ResourceKind kind;
  private final String name;

  public NotFound(ResourceKind kind, String name, String sentence) {
    super(ErrorCode.NOT_FOUND, sentence);
    this.kind = kind;
    this.name = name;
  }

  public ResourceKind kind() {
    return kind;
  }

  public String name() {
    return name;
  }
}
