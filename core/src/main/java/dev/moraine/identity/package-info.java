/**
 * Who is calling: access keys, bearer tokens, temporary credentials, and the verification of signed
 * requests.
 *
 * <p>Owns the verifiers of both signatures that Paimon's clients make, and the encryption of
 * secrets at rest. Knows nothing of catalogs or rights. Start reading at {@link
 * dev.moraine.identity.Authenticator}.
 */
@NullMarked
package dev.moraine.identity;

import org.jspecify.annotations.NullMarked;
