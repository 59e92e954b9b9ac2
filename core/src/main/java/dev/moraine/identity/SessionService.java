package dev.moraine.identity;

import dev.moraine.error.Forbidden;
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
   * Issues credentials with which somebody acts in a role and no more as the caller, or without
   * one, as the caller does.
   *
   * @param role empty for the one that the caller acts in, if any
   * @throws Forbidden when they would outlast those of the caller, or the role is not the caller's
   */
  public SessionCredentials issue(Authenticated caller, Optional<String> role, Duration duration) {
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
    Session session = new Session(random.sessionId(), role.or(caller.principal()::role), expiresAt);
    Principal inSession = caller.principal().in(session);
    requireMayAct(caller, inSession, now);
    SigningSecret secret = new SigningSecret(random.secret());
    String token = tokens.seal(new IssuedSession(inSession, secret, caller.credential(), now));
    return new SessionCredentials(session.id(), secret.value(), token, expiresAt);
  }

  private void requireMayAct(Authenticated caller, Principal inSession, Instant now) {
    Optional<String> role = inSession.role();
    Optional<String> present = caller.principal().role();
    if (role.isEmpty()) {
      if (caller.isNode()) {
        throw new InvalidRequest("A node's key is good for its role alone; name the role");
      }
    } else if (present.isPresent() && !present.equals(role)) {
      throw new Forbidden(
          "Who acts in the role '"
              + present.get()
              + "' takes no other; ask with credentials of"
              + " your own");
    } else if (!sessions.isInEffect(inSession, now, caller.credential())) {
      throw new Forbidden(
          "The role '"
              + role.get()
              + "' is not "
              + inSession.name()
              + "'s to act in; an administrator puts users into roles and enrols nodes for them");
    }
  }

  /** Ends all that were issued to the caller's principal, in whatever role. */
  public void endAll(Authenticated caller) {
    sessions.end(Sessions.Group.of(caller.principal()), clock.instant());
  }

  /** Ends all of a user who is no longer there. */
  public void endAllOf(Principal user) {
    sessions.end(Sessions.Group.of(user), clock.instant());
  }

  /** Ends all in a role. */
  public void endAllIn(String role) {
    sessions.end(Sessions.Group.ofRole(role), clock.instant());
  }

  /** Forgets which sessions were ended once none of them could run any more. */
  public void sweep() {
    sessions.forgetEndedBefore(clock.instant().minus(LONGEST).minus(SHORTEST));
  }
}
