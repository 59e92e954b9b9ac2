package dev.moraine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code moraine user sync}. */
@Command(
    name = "sync",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Makes users, roles and members what a directory has. What it brought earlier and has no"
            + " longer is deleted, with its grants, keys and memberships; what was made here stays.")
final class SyncCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ServerConnection server = new ServerConnection();

  @ArgGroup(multiplicity = "1")
  private Place place = new Place();

  /** Where the directory is. */
  static final class Place {
    @Option(
        names = "--from",
        paramLabel = "FILE",
        description = "A file of users and roles, YAML or JSON.")
    private @Nullable Path file;

    @Option(
        names = "--scim",
        paramLabel = "URI",
        description =
            "A SCIM 2.0 service, whose groups are roles. Its bearer token is in the environment"
                + " variable MORAINE_SCIM_TOKEN or in a file.")
    private @Nullable URI scim;
  }

  @Option(
      names = "--scim-token-file",
      paramLabel = "FILE",
      description = "The file that holds the SCIM service's token.")
  private @Nullable Path tokenFile;

  @Option(
      names = "--source",
      paramLabel = "NAME",
      description =
          "What the directory is called here, where there are several (default: file or scim).")
  private @Nullable String source;

  @Option(
      names = "--user-prefix",
      paramLabel = "TEXT",
      description =
          "Put before each user's name, such as oidc: for a directory whose users sign in through"
              + " OpenID Connect.",
      defaultValue = "")
  private String userPrefix = "";

  @Option(
      names = "--service",
      paramLabel = "GROUP",
      description = "This group of the SCIM service is a service role; may be given repeatedly.")
  private List<String> services = List.of();

  @Option(names = "--dry-run", description = "Only says what would change.")
  private boolean dryRun;

  @Override
  public void run() {
    Directory directory = read().prefixed(userPrefix);
    JsonNode done =
        server.post(
            "/api/v1/user-sync",
            directory
                .toJson()
                .put("source", source == null ? place.scim == null ? "file" : "scim" : source)
                .put("dryRun", dryRun));
    PrintWriter out = spec.commandLine().getOut();
    Map<String, Integer> counts = new TreeMap<>();
    for (JsonNode change : done.path("changes")) {
      String what = change.path("change").asText().toLowerCase(Locale.ROOT).replace('_', ' ');
      counts.merge(what, 1, Integer::sum);
      out.println(what + " " + change.path("name").asText());
    }
    for (JsonNode each : done.path("leftOut")) {
      out.println("left out " + each.path("name").asText() + ": " + each.path("because").asText());
    }
    out.println(
        directory.size()
            + (counts.isEmpty() ? "; nothing to change" : "; " + counts)
            + (dryRun ? " (dry run: nothing was changed)" : ""));
    out.flush();
  }

  private Directory read() {
    return place.scim == null
        ? DirectoryFile.read(Objects.requireNonNull(place.file))
        : new ScimService(place.scim, ScimService.token(tokenFile)).read(services);
  }
}
