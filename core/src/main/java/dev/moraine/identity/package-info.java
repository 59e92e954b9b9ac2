/**
 * Who is calling: access keys, bearer tokens and the verification of signed requests.
 *
 * <p>Owns the DLF4-HMAC-SHA256 verifier and the encryption of secrets at rest. Knows nothing of
 * catalogs or rights. Start reading at {@link dev.moraine.identity.Authenticator}.
 */
@NullMarked
package dev.moraine.identity;

import org.jspecify.annotations.NullMarked;
