package dev.moraine.identity;

import dev.moraine.error.InvalidRequest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Temporary credentials: issued, told from forged ones, ended before their time. */
public final class SessionService {
  public static final Duration DEFAULT_DURATION = Duration.ofHours(6);
  static final Duration SHORTEST = Duration.ofMinutes(15);
  static final Duration LONGEST = Duration.ofHours(12);

  private final Sessions sessions;
  private final SessionTokens tokens;
  private final RandomText random;
  private final Clock clock;

  public SessionService(Sessions sessions, byte[] masterKey, SecureRandom random, Clock clock) {
    this.sessions = sessions;
    this.tokens = new SessionTokens(masterKey, random);
    this.random = new RandomText(random);
    this.clock = clock;
  }

  SecurityTokens securityTokens() {
    return tokens;
  }

  /**
   * Issues credentials with which somebody acts as the caller does, in the role that they are in.
   *
   * @throws dev.moraine.error.Forbidden when they would outlast those of the caller
   */
  public SessionCredentials issue(Authenticated caller, Duration duration) {
    if (duration.compareTo(SHORTEST) < 0 || duration.compareTo(LONGEST) > 0) {
      throw new InvalidRequest(
          "Session credentials are good for "
              + SHORTEST.toSeconds()
              + " to "
              + LONGEST.toSeconds()
              + " seconds, not for "
              + duration.toSeconds());
    }
    Instant now = clock.instant();
    // Whole seconds: clients are told it in a form that has no parts of them.
    Instant expiresAt = Instant.ofEpochSecond(now.plus(duration).getEpochSecond());
    caller.requireOutlasting(expiresAt);
    Optional<String> role = caller.principal().session().flatMap(Session::role);
    Session session = new Session(random.sessionId(), role, expiresAt);
    SigningSecret secret = new SigningSecret(random.secret());
    String token =
        tokens.seal(
            new IssuedSession(caller.principal().in(session), secret, caller.credential(), now));
    return new SessionCredentials(session.id(), secret.value(), token, expiresAt);
  }

  /** Ends all that were issued to the caller's principal, or in the role that they are in. */
  public void endAll(Authenticated caller) {
    sessions.end(Sessions.Group.of(caller.principal()), clock.instant());
  }

  /** Forgets which sessions were ended once none of them could run any more. */
  public void sweep() {
    sessions.forgetEndedBefore(clock.instant().minus(LONGEST).minus(SHORTEST));
  }
}
