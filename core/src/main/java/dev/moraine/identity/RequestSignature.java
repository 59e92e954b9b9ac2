package dev.moraine.identity;

import dev.moraine.error.NotAuthenticated;
import java.time.Instant;
import java.util.Optional;

/** What a request's Authorization header says, by one of the schemes that Paimon's clients know. */
sealed interface RequestSignature permits Dlf4Signature, AcsSignature {
  String accessKeyId();

  /** The header that carries the security token of temporary credentials. */
  String securityTokenHeader();

  /**
   * @throws NotAuthenticated when the request does not tell it as the scheme has it
   */
  Instant signedAt(SignedRequest request);

  /**
   * What no other request of this signer may have; empty where the scheme has no such thing.
   *
   * @throws NotAuthenticated when the scheme has it and the request does not
   */
  Optional<String> nonce(SignedRequest request);

  /** Whether {@code secret} makes this signature of {@code request}. Takes constant time. */
  boolean holds(SignedRequest request, SigningSecret secret);
}
