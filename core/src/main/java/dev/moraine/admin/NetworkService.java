package dev.moraine.admin;

import dev.moraine.access.Action;
import dev.moraine.access.Network;
import dev.moraine.access.TrustedNetwork;
import dev.moraine.catalog.Access;
import dev.moraine.catalog.Catalog;
import dev.moraine.catalog.Names;
import dev.moraine.catalog.Transaction;
import dev.moraine.catalog.Transactions;
import dev.moraine.error.Forbidden;
import dev.moraine.error.InvalidRequest;
import dev.moraine.error.NotFound;
import dev.moraine.error.ResourceKind;
import dev.moraine.identity.Principal;
import java.net.InetAddress;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** From where calls may come. */
public final class NetworkService {
  // Not all of 127.0.0.0/8: systems hand other addresses of it to containers and the like.
  private static final List<Network> THIS_MACHINE =
      List.of(Network.parse("127.0.0.1"), Network.parse("::1"));
  private static final String OPERATOR = "operator";

  private final Transactions transactions;
  private final Access access;
  private final Clock clock;

  public NetworkService(Transactions transactions, Access access, Clock clock) {
    this.transactions = transactions;
    this.access = access;
    this.clock = clock;
  }

  /** Whether an address is always trusted, so that nobody locks themselves out of a server. */
  public static boolean isThisMachine(InetAddress address) {
    return THIS_MACHINE.stream().anyMatch(each -> each.contains(address));
  }

  /**
   * Asked at each request, so that a change holds from the next one on, on every server.
   *
   * @param source which {@link #isThisMachine} is not
   * @param catalog that the call is about, by name or id
   * @throws Forbidden when it is in no trusted network
   */
  public void requireTrusted(InetAddress source, Optional<String> catalog) {
    List<Network> trusted = transactions.ask(tx -> tx.networks().trusted(catalog));
    if (trusted.stream().noneMatch(each -> each.contains(source))) {
      throw new Forbidden(
          "The address "
              + source.getHostAddress()
              + " is in no trusted network; have an administrator add its network to the server's,"
              + " or to those of the catalog that you work with (moraine network add)");
    }
  }

  public boolean trustsAny() {
    return transactions.read(
        tx -> tx.networks().list().stream().anyMatch(each -> each.catalog().isEmpty()));
  }

  /** Trusts a network from the server's command line; fine when it is trusted already. */
  public void trust(Network network) {
    transactions.write(tx -> tx.networks().insert(of(network.toString(), network, OPERATOR)));
  }

  private TrustedNetwork of(String name, Network network, String creator) {
    return new TrustedNetwork(name, network, Optional.empty(), clock.instant(), creator);
  }

  /** The server's first, then by catalog, name and network. */
  public List<TrustedNetwork> list(Principal caller) {
    return transactions.read(
        tx -> {
          access.require(tx, caller, Action.GET_VPC_CONFIG);
          return tx.networks().list();
        });
  }

  /**
   * Trusts networks under a name; fine when some are trusted already.
   *
   * @param name empty for the networks' own
   * @param catalogName empty for all calls
   * @return those of the name
   */
  public List<TrustedNetwork> add(
      Principal caller,
      Optional<String> name,
      Optional<String> catalogName,
      List<Network> networks) {
    name.ifPresent(each -> Names.requireValid("network", each));
    if (networks.isEmpty()) {
      throw new InvalidRequest("No network is named; one is written like 10.0.0.0/8");
    }
    return transactions.write(
        tx -> {
          access.require(tx, caller, Action.UPDATE_VPC_CONFIG);
          Optional<String> catalog = existing(tx, catalogName);
          List<TrustedNetwork> added =
              networks.stream()
                  .map(
                      each ->
                          new TrustedNetwork(
                              name.orElse(each.toString()),
                              each,
                              catalog,
                              clock.instant(),
                              caller.name()))
                  .toList();
          added.forEach(each -> tx.networks().insert(each));
          return added;
        });
  }

  /**
   * @param nameOrNetwork all of the name, or the one network
   * @throws NotFound when there is none
   */
  public void remove(Principal caller, Optional<String> catalogName, String nameOrNetwork) {
    transactions.write(
        tx -> {
          access.require(tx, caller, Action.UPDATE_VPC_CONFIG);
          int removed = tx.networks().delete(existing(tx, catalogName), nameOrNetwork);
          if (removed == 0) {
            throw new NotFound(
                ResourceKind.NETWORK,
                nameOrNetwork,
                "There is no trusted network '"
                    + nameOrNetwork
                    + "' of the "
                    + catalogName.map(each -> "catalog '" + each + "'").orElse("server"));
          }
          return removed;
        });
  }

  private static Optional<String> existing(Transaction tx, Optional<String> catalogName) {
    return catalogName.map(
        name ->
            tx.catalogs()
                .findByName(name)
                .map(Catalog::name)
                .orElseThrow(
                    () ->
                        new NotFound(
                            ResourceKind.CATALOG, name, "Catalog '" + name + "' does not exist")));
  }
}
