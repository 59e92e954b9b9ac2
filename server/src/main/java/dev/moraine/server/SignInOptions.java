package dev.moraine.server;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The OpenID Connect provider at which users sign in, if there is one. */
final class SignInOptions {
  private static final Set<String> THIS_MACHINE = Set.of("127.0.0.1", "localhost", "[::1]");

  @Option(
      names = "--oidc-issuer",
      paramLabel = "URL",
      description = "An OpenID Connect provider whose tokens are taken as bearer tokens.")
  private @Nullable String issuer;

  @Option(
      names = "--oidc-audience",
      paramLabel = "NAME",
      description = "Whom its tokens have to be for (default: ${DEFAULT-VALUE}).",
      defaultValue = "moraine")
  private String audience = "moraine";

  @Option(
      names = "--oidc-user-claim",
      paramLabel = "CLAIM",
      description =
          "The claim that names the user; oidc: is put before it (default: ${DEFAULT-VALUE}).",
      defaultValue = "sub")
  private String userClaim = "sub";

  @Option(
      names = "--oidc-groups-claim",
      paramLabel = "CLAIM",
      description = "The claim that lists the user's groups (default: ${DEFAULT-VALUE}).",
      defaultValue = "groups")
  private String groupsClaim = "groups";

  @Option(
      names = "--oidc-role",
      paramLabel = "GROUP=ROLE",
      description = "Whoever is in this group there is in this role here; may be given repeatedly.")
  private List<String> roles = List.of();

  @Option(
      names = "--oidc-groups-are-roles",
      description =
          "Each group there also stands for the role of the same name, except for"
              + " super_administrator and admin.")
  private boolean groupsAreRoles;

  /**
   * What is expected of a token, and what is made of it.
   *
   * @param issuer as the provider spells it
   */
  record Rule(
      String issuer, String audience, String userClaim, String groupsClaim, RolesOfGroups roles) {
    Rule {
      URI uri;
      try {
        uri = URI.create(issuer);
      } catch (IllegalArgumentException e) {
        throw new StartupFailure("--oidc-issuer is no URL: " + issuer);
      }
      boolean isSafe =
          "https".equals(uri.getScheme())
              || ("http".equals(uri.getScheme()) && THIS_MACHINE.contains(uri.getHost()));
      if (!isSafe) {
        throw new StartupFailure(
            "--oidc-issuer starts with https://; http:// is for a provider on this machine only");
      }
    }
  }

  /**
   * Empty where nobody signs in elsewhere.
   *
   * @throws StartupFailure when the issuer cannot be used
   */
  Optional<Rule> rule() {
    return Optional.ofNullable(issuer)
        .map(
            each ->
                new Rule(
                    each,
                    audience,
                    userClaim,
                    groupsClaim,
                    RolesOfGroups.of(roles, groupsAreRoles)));
  }
}
