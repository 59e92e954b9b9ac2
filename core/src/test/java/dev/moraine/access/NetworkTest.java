package dev.moraine.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moraine.error.InvalidRequest;
import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.1.2, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "192.168.4.0/22, 192.168.7.255, true",
    "192.168.4.0/22, 192.168.8.0, false",
    "192.0.2.7, 192.0.2.7, true",
    "192.0.2.7, 192.0.2.8, false",
    "0.0.0.0/0, 203.0.113.9, true",
    "0.0.0.0/0, ::1, false",
    "fd00::/8, fd12:3456::1, true",
    "fd00::/8, fe80::1, false",
    "2001:db8::/33, 2001:db8:7fff::1, true",
    "2001:db8::/33, 2001:db8:8000::1, false",
    "::/0, 10.0.0.1, false",
    "10.0.0.0/8, ::ffff:10.0.0.1, true",
  })
  void anAddressIsInANetworkByItsFirstBits(String network, String address, boolean in)
      throws Exception {
    assertThat(Network.parse(network).contains(InetAddress.getByName(address))).isEqualTo(in);
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.2.3/8, 10.0.0.0/8",
    "192.0.2.7, 192.0.2.7/32",
    "fd00:1::/16, fd00:0:0:0:0:0:0:0/16"
  })
  void aNetworkIsWrittenInOneWay(String text, String written) {
    assertThat(Network.parse(text)).hasToString(written);
    assertThat(Network.parse(written)).isEqualTo(Network.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "office",
        "10.0.0.0/33",
        "::/129",
        "10.0.0",
        "10.0.0.0/8/8",
        "300.0.0.1",
        ":::"
      })
  void whatIsNoNetworkIsRefused(String text) {
    assertThatThrownBy(() -> Network.parse(text))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("is no network");
  }
}
