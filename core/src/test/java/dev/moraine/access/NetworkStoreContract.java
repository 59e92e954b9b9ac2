package dev.moraine.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moraine.catalog.StoreContract;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every {@link NetworkStore} does. */
public abstract class NetworkStoreContract extends StoreContract {
  private static final Optional<String> SERVER = Optional.empty();
  private static final Optional<String> MAIN = Optional.of("main");

  private static TrustedNetwork network(String name, String network, Optional<String> catalog) {
    return new TrustedNetwork(
        name, Network.parse(network), catalog, Instant.ofEpochMilli(1_000), "alice");
  }

  private List<Network> trusted(Optional<String> catalog) {
    return transactions().ask(tx -> tx.networks().trusted(catalog));
  }

  @Test
  void whatIsTrustedIsListedWithTheServersFirst() {
    TrustedNetwork ofServer = network("office", "10.0.0.0/8", SERVER);
    TrustedNetwork ofCatalog = network("a", "fd00::/8", MAIN);

    write(tx -> tx.networks().insert(ofCatalog));
    write(tx -> tx.networks().insert(ofServer));

    List<TrustedNetwork> listed = read(tx -> tx.networks().list());
    assertThat(listed).containsExactly(ofServer, ofCatalog);
  }

  @Test
  void theServersAndTheCatalogsAreTrustedTogether() {
    write(tx -> tx.networks().insert(network("office", "10.0.0.0/8", SERVER)));
    write(tx -> tx.networks().insert(network("office", "192.0.2.0/24", MAIN)));

    assertThat(trusted(SERVER)).containsExactly(Network.parse("10.0.0.0/8"));
    assertThat(trusted(Optional.of("absent"))).hasSize(1);
    assertThat(trusted(MAIN)).hasSize(2);
    assertThat(trusted(Optional.of(CATALOG.value()))).hasSize(2);
  }

  @Test
  void aNameHasANetworkOnce() {
    assertThat(done(tx -> tx.networks().insert(network("a", "10.0.0.0/8", SERVER)))).isTrue();

    assertThat(done(tx -> tx.networks().insert(network("a", "10.0.0.0/8", SERVER)))).isFalse();
    assertThat(done(tx -> tx.networks().insert(network("b", "10.0.0.0/8", SERVER)))).isTrue();
    assertThat(done(tx -> tx.networks().insert(network("a", "10.0.0.0/8", MAIN)))).isTrue();
  }

  @Test
  void aNetworkGoesByItsNameOrItselfAndWhereItWasTrusted() {
    write(tx -> tx.networks().insert(network("office", "10.0.0.0/8", SERVER)));
    write(tx -> tx.networks().insert(network("office", "11.0.0.0/8", SERVER)));
    write(tx -> tx.networks().insert(network("lab", "12.0.0.0/8", SERVER)));
    write(tx -> tx.networks().insert(network("office", "13.0.0.0/8", MAIN)));

    assertThat(done(tx -> tx.networks().delete(SERVER, "office") == 2)).isTrue();
    assertThat(done(tx -> tx.networks().delete(SERVER, "12.0.0.0/8") == 1)).isTrue();
    assertThat(done(tx -> tx.networks().delete(SERVER, "office") == 0)).isTrue();

    assertThat(trusted(MAIN)).containsExactly(Network.parse("13.0.0.0/8"));
  }
}
