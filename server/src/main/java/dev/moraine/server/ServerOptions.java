package dev.moraine.server;

import dev.moraine.access.Network;
import dev.moraine.catalog.StorageLocation;
import dev.moraine.catalog.commit.CommitTurns;
import dev.moraine.engines.Engine;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How a server is started.
 *
 * @param trusted networks that calls may come from, besides those that are trusted already
 * @param port 0 for any free one
 * @param region part of the endpoint's host name, such as {@code cn-hangzhou}
 * @param domain behind {@code <region>-vpc.dlf.} in the endpoint's host name
 * @param postgres what holds the metadata; empty for SQLite in the data directory
 * @param warehouse where new catalogs get their folders; empty for the data directory's
 * @param signIn where users sign in elsewhere, if they do
 * @param enforcingClients how clients begin to call themselves that keep to row filters and masks
 * @param audit which calls are kept, and for how long
 * @param lostCommits what becomes of who lost a race for a table's head
 * @param engines what to start beside the server
 * @param distribution the folder that the build made; the engines are in it
 * @param engineJava the Java that the operator chose for the engines
 */
record ServerOptions(
    Path data,
    String host,
    List<Network> trusted,
    int port,
    String region,
    String domain,
    Optional<PostgresLogin> postgres,
    Optional<StorageLocation> warehouse,
    Optional<SignInOptions.Rule> signIn,
    List<String> enforcingClients,
    AuditOptions.Rule audit,
    CommitTurns.LostCommits lostCommits,
    Set<Engine> engines,
    Path distribution,
    Optional<Path> engineJava) {
  ServerOptions {
    enforcingClients = List.copyOf(enforcingClients);
    trusted = List.copyOf(trusted);
    engines = Set.copyOf(engines);
  }

  /** Whether only this machine can reach it. */
  boolean isLocal() {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new StartupFailure("--host is no address of this machine: " + host);
    }
  }

  /** Clients find the region in this host name. Source: paimon-api DLFAuthProviderFactory. */
  String regionalHost() {
    return region + "-vpc.dlf." + domain;
  }
}
