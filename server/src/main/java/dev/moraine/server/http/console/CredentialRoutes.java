package dev.moraine.server.http.console;

import dev.moraine.error.InvalidRequest;
import dev.moraine.identity.AccessKey;
import dev.moraine.identity.CredentialService;
import dev.moraine.identity.ServiceToken;
import dev.moraine.identity.SessionCredentials;
import dev.moraine.identity.SessionService;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The caller's own access keys, tokens and temporary credentials. Secrets are told once. */
final class CredentialRoutes {
  private final CredentialService credentials;
  private final SessionService sessions;

  CredentialRoutes(CredentialService credentials, SessionService sessions) {
    this.credentials = credentials;
    this.sessions = sessions;
  }

  record AccessKeyView(
      String accessKeyId, boolean enabled, long createdAt, Optional<Long> lastUsedAt) {}

  record AccessKeyList(List<AccessKeyView> accessKeys) {}

  record NewAccessKey(String accessKeyId, String accessKeySecret) {
    @Override
    public String toString() {
      return "NewAccessKey[" + accessKeyId + "]";
    }
  }

  record CreateToken(String name, @Nullable Long lifetimeSeconds) {}

  record TokenView(
      String id,
      String name,
      long createdAt,
      Optional<Long> expiresAt,
      Optional<Long> lastUsedAt) {}

  record TokenList(List<TokenView> tokens) {}

  record NewToken(String id, String token, Optional<Long> expiresAt) {
    @Override
    public String toString() {
      return "NewToken[" + id + "]";
    }
  }

  record IssueSessionCredentials(@Nullable String role, @Nullable Long durationSeconds) {}

  record NewSessionCredentials(
      String accessKeyId, String accessKeySecret, String securityToken, long expiresAt) {
    @Override
    public String toString() {
      return "NewSessionCredentials[" + accessKeyId + "]";
    }
  }

  AccessKeyList listAccessKeys(ConsoleRequest request) {
    return toView(credentials.accessKeys(request.authenticated()));
  }

  NewAccessKey createAccessKey(ConsoleRequest request) {
    CredentialService.CreatedAccessKey created =
        credentials.createAccessKey(request.authenticated());
    return new NewAccessKey(created.accessKey().id(), created.secret());
  }

  void enableAccessKey(ConsoleRequest request) {
    credentials.enableAccessKey(request.authenticated(), request.segment("accessKey"));
  }

  void disableAccessKey(ConsoleRequest request) {
    credentials.disableAccessKey(request.authenticated(), request.segment("accessKey"));
  }

  void deleteAccessKey(ConsoleRequest request) {
    credentials.deleteAccessKey(request.authenticated(), request.segment("accessKey"));
  }

  TokenList listTokens(ConsoleRequest request) {
    return toTokenView(credentials.tokens(request.authenticated()));
  }

  NewToken createToken(ConsoleRequest request, CreateToken body) {
    CredentialService.CreatedToken created =
        credentials.createToken(
            request.authenticated(),
            body.name(),
            Optional.ofNullable(body.lifetimeSeconds()).map(CredentialRoutes::seconds));
    return new NewToken(
        created.token().id(),
        created.value().value(),
        created.token().expiresAt().map(Instant::toEpochMilli));
  }

  void revokeToken(ConsoleRequest request) {
    credentials.revokeToken(request.authenticated(), request.segment("token"));
  }

  NewSessionCredentials issueSession(ConsoleRequest request, IssueSessionCredentials body) {
    SessionCredentials issued =
        sessions.issue(
            request.authenticated(),
            Optional.ofNullable(body.role()),
            Optional.ofNullable(body.durationSeconds())
                .map(CredentialRoutes::seconds)
                .orElse(SessionService.DEFAULT_DURATION));
    return new NewSessionCredentials(
        issued.accessKeyId(),
        issued.accessKeySecret(),
        issued.securityToken(),
        issued.expiresAt().toEpochMilli());
  }

  void endSessions(ConsoleRequest request) {
    sessions.endAll(request.authenticated());
  }

  // Ten years are as good as for ever, and can be added to any instant.
  static Duration seconds(long seconds) {
    if (seconds > Duration.ofDays(3650).toSeconds()) {
      throw new InvalidRequest("So many seconds are more than ten years; leave the end out");
    }
    return Duration.ofSeconds(seconds);
  }

  static AccessKeyList toView(List<AccessKey> keys) {
    return new AccessKeyList(keys.stream().map(CredentialRoutes::toView).toList());
  }

  static TokenList toTokenView(List<ServiceToken> tokens) {
    return new TokenList(tokens.stream().map(CredentialRoutes::toView).toList());
  }

  private static AccessKeyView toView(AccessKey key) {
    return new AccessKeyView(
        key.id(),
        key.state() == AccessKey.State.ENABLED,
        key.createdAt().toEpochMilli(),
        key.lastUsedAt().map(Instant::toEpochMilli));
  }

  private static TokenView toView(ServiceToken token) {
    return new TokenView(
        token.id(),
        token.name(),
        token.createdAt().toEpochMilli(),
        token.expiresAt().map(Instant::toEpochMilli),
        token.lastUsedAt().map(Instant::toEpochMilli));
  }
}
