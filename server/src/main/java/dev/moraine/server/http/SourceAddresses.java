package dev.moraine.server.http;

import dev.moraine.admin.NetworkService;
import dev.moraine.error.Forbidden;
import io.javalin.http.Context;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * Lets in what comes from a trusted network. A proxy's own address counts: what a header says of
 * others is anybody's word.
 */
final class SourceAddresses {
  private final NetworkService networks;
  private final Operations operations;

  SourceAddresses(NetworkService networks, Operations operations) {
    this.networks = networks;
    this.operations = operations;
  }

  /**
   * To be called before it is told who calls.
   *
   * @throws Forbidden when it does not
   */
  void require(Context context) {
    InetAddress source = parse(context.req().getRemoteAddr());
    // Who calls a machine at its own address is on it.
    if (NetworkService.isThisMachine(source)
        || source.equals(parse(context.req().getLocalAddr()))) {
      return;
    }
    Optional<String> catalog =
        operations
            .find(context.req().getMethod(), context.req().getRequestURI())
            .flatMap(found -> found.catalog(context));
    networks.requireTrusted(source, catalog);
  }

  // The HTTP library writes an address of version 6 as a URI has it.
  static String of(String address) {
    return address.startsWith("[") ? address.substring(1, address.length() - 1) : address;
  }

  private static InetAddress parse(String address) {
    try {
      // Digits, so that nothing is looked up.
      return InetAddress.getByName(of(address));
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
