package dev.moraine.server.http.console;

import dev.moraine.access.Network;
import dev.moraine.access.TrustedNetwork;
import dev.moraine.admin.NetworkService;
import dev.moraine.audit.Concerned;
import dev.moraine.error.ResourceKind;
import dev.moraine.server.http.Concerning;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The networks that calls may come from. */
final class NetworkRoutes {
  private final NetworkService networks;

  NetworkRoutes(NetworkService networks) {
    this.networks = networks;
  }

  record NetworkView(
      String name, String network, Optional<String> catalog, long createdAt, String createdBy) {}

  record NetworkList(List<NetworkView> networks) {}

  record AddNetworks(@Nullable String name, List<String> networks, @Nullable String catalog)
      implements Concerning {
    @Override
    public Concerned concerned() {
      return concernedBy(name == null ? String.join(",", networks) : name, catalog);
    }
  }

  record RemoveNetworks(String nameOrNetwork, @Nullable String catalog) implements Concerning {
    @Override
    public Concerned concerned() {
      return concernedBy(nameOrNetwork, catalog);
    }
  }

  private static Concerned concernedBy(String name, @Nullable String catalog) {
    return new Concerned(
        ResourceKind.NETWORK, Optional.ofNullable(catalog), Optional.empty(), Optional.of(name));
  }

  NetworkList list(ConsoleRequest request) {
    return toView(networks.list(request.caller()));
  }

  NetworkList add(ConsoleRequest request, AddNetworks body) {
    return toView(
        networks.add(
            request.caller(),
            Optional.ofNullable(body.name()),
            Optional.ofNullable(body.catalog()),
            body.networks().stream().map(Network::parse).toList()));
  }

  void remove(ConsoleRequest request, RemoveNetworks body) {
    networks.remove(request.caller(), Optional.ofNullable(body.catalog()), body.nameOrNetwork());
  }

  private static NetworkList toView(List<TrustedNetwork> networks) {
    return new NetworkList(
        networks.stream()
            .map(
                each ->
                    new NetworkView(
                        each.name(),
                        each.network().toString(),
                        each.catalog(),
                        each.createdAt().toEpochMilli(),
                        each.createdBy()))
            .toList());
  }
}
