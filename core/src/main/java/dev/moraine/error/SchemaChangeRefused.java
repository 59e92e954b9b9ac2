package dev.moraine.error;

/** Paimon's rules forbid this change of the schema that the table has. */
public final class SchemaChangeRefused extends MoraineException {
  private static final long serialVersionUID = 1L;

  public SchemaChangeRefused(String sentence) {
    super(ErrorCode.SCHEMA_CHANGE_REFUSED, sentence);
  }
}
