package dev.moraine.error;

/**
 * What a refusal is about.
 *
 * <p>Paimon's clients choose their exception by this name. Source: paimon-api {@code ErrorResponse}
 * resource types.
 */
public enum ResourceKind {
  CATALOG,
  DATABASE,
  TABLE,
  PARTITION,
  COLUMN,
  SNAPSHOT,
  BRANCH,
  TAG,
  VIEW,
  DIALECT,
  FUNCTION,
  DEFINITION,
  USER,
  ROLE,
  POLICY,
  ACCESS_KEY,
  TOKEN,
  NODE,
  NETWORK
}
