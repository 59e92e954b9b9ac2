/**
 * The closed family of refusals: what a caller is told when the answer is no.
 *
 * <p>Owns the codes, their HTTP statuses and their fault classes, in one table ({@link
 * dev.moraine.error.ErrorCode}). Knows nothing of HTTP bodies, SQL or Paimon; the edges translate.
 * Start reading at {@link dev.moraine.error.MoraineException}.
 */
@NullMarked
package dev.moraine.error;

import org.jspecify.annotations.NullMarked;
