package dev.moraine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A role's temporary credentials, in memory: renewed long before they end, kept for as long as they
 * hold while the server does not answer, and dropped when it says no.
 */
final class RoleCredentials {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration RETRY = Duration.ofSeconds(5);

  private final Api server;
  private final String role;
  private final Duration lifetime;
  private final Duration renewal;
  private final Clock clock;
  private final Consumer<String> log;
  private volatile @Nullable Temporary held;
  private String lastTrouble = "";

  /**
   * @param lifetime of each set of credentials
   * @param renewal after how much of it the next one is asked for
   */
  RoleCredentials(
      Api server,
      String role,
      Duration lifetime,
      Duration renewal,
      Clock clock,
      Consumer<String> log) {
    this.server = server;
    this.role = role;
    this.lifetime = lifetime;
    this.renewal = renewal;
    this.clock = clock;
    this.log = log;
  }

  /** In clear. */
  record Temporary(
      String accessKeyId, String accessKeySecret, String securityToken, Instant expiresAt) {
    @Override
    public String toString() {
      return "Temporary[" + accessKeyId + "]";
    }
  }

  /** Empty when there are none that hold. */
  Optional<Temporary> current() {
    return Optional.ofNullable(held).filter(each -> clock.instant().isBefore(each.expiresAt()));
  }

  /** Renews them until it is interrupted. */
  void keepRenewing() {
    try {
      while (true) {
        Thread.sleep(tryToRenew().toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How long to wait before the next time. */
  private Duration tryToRenew() {
    try {
      renew();
      return renewal;
    } catch (CommandFailure.Refused e) {
      held = null;
      trouble("The server refuses credentials for role " + role + ": " + e.getMessage());
    } catch (CommandFailure e) {
      trouble(
          e.getMessage()
              + current()
                  .map(each -> " The credentials at hand hold until " + each.expiresAt())
                  .orElse(" There are no credentials to serve"));
    }
    return RETRY;
  }

  // Said once, not at each try.
  private void trouble(String sentence) {
    if (!sentence.equals(lastTrouble)) {
      log.accept(sentence);
      lastTrouble = sentence;
    }
  }

  private void renew() {
    JsonNode issued =
        server.post(
            "/api/v1/session-credentials",
            JSON.createObjectNode().put("role", role).put("durationSeconds", lifetime.toSeconds()));
    Temporary renewed =
        new Temporary(
            issued.path("accessKeyId").asText(),
            issued.path("accessKeySecret").asText(),
            issued.path("securityToken").asText(),
            Instant.ofEpochMilli(issued.path("expiresAt").asLong()));
    held = renewed;
    lastTrouble = "";
    log.accept("Credentials for role " + role + " hold until " + renewed.expiresAt());
  }
}
