package dev.moraine.server.http.console;

import dev.moraine.admin.UserCredentialService;
import dev.moraine.identity.Administrator;

/** Users' access keys, tokens and sessions, for administrators. Secrets are told once. */
final class UserCredentialRoutes {
  private final UserCredentialService credentials;

  UserCredentialRoutes(UserCredentialService credentials) {
    this.credentials = credentials;
  }

  /** In clear: written into the answer that makes them, and nowhere else. */
  record UserCredentials(String accessKeyId, String accessKeySecret, String token) {
    @Override
    public String toString() {
      return "UserCredentials[" + accessKeyId + ", ******]";
    }
  }

  CredentialRoutes.AccessKeyList listAccessKeys(ConsoleRequest request) {
    return CredentialRoutes.toView(credentials.accessKeys(request.caller(), user(request)));
  }

  UserCredentials createAccessKey(ConsoleRequest request) {
    Administrator.FirstCredentials made =
        credentials.createAccessKey(request.caller(), user(request));
    return new UserCredentials(made.accessKeyId(), made.accessKeySecret(), made.token().value());
  }

  void enableAccessKey(ConsoleRequest request) {
    credentials.enableAccessKey(request.caller(), user(request), accessKey(request));
  }

  void disableAccessKey(ConsoleRequest request) {
    credentials.disableAccessKey(request.caller(), user(request), accessKey(request));
  }

  void deleteAccessKey(ConsoleRequest request) {
    credentials.deleteAccessKey(request.caller(), user(request), accessKey(request));
  }

  CredentialRoutes.TokenList listTokens(ConsoleRequest request) {
    return CredentialRoutes.toTokenView(credentials.tokens(request.caller(), user(request)));
  }

  void revokeToken(ConsoleRequest request) {
    credentials.revokeToken(request.caller(), user(request), request.segment("token"));
  }

  void endSessions(ConsoleRequest request) {
    credentials.endSessions(request.caller(), user(request));
  }

  private static String user(ConsoleRequest request) {
    return request.segment("user");
  }

  private static String accessKey(ConsoleRequest request) {
    return request.segment("accessKey");
  }
}
