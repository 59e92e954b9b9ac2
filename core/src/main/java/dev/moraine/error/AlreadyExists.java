package dev.moraine.error;

/** The name is taken. */
public final class AlreadyExists extends MoraineException {
  private static final long serialVersionUID = 1L;

  private final ResourceKind kind;
  private final String name;

  public AlreadyExists(ResourceKind kind, String name, String sentence) {
    super(ErrorCode.ALREADY_EXISTS, sentence);
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
