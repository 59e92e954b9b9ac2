package dev.moraine.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/**
 * An address of this machine. Where it is none yet, it becomes one of the loopback interface until
 * this is closed; what was there before stays.
 */
final class LocalAddress implements AutoCloseable {
  private final InetAddress address;
  private final boolean added;

  private LocalAddress(InetAddress address, boolean added) {
    this.address = address;
    this.added = added;
  }

  /**
   * @throws CommandFailure when it is no address of this machine and cannot become one
   */
  static LocalAddress hold(InetAddress address) {
    if (address.isAnyLocalAddress() || isOfThisMachine(address)) {
      return new LocalAddress(address, false);
    }
    String refusal = ip("add", address);
    if (!refusal.isEmpty()) {
      throw new CommandFailure(
          address.getHostAddress()
              + " is no address of this machine, and could not be added to its loopback interface"
              + " ("
              + refusal
              + "); that takes root and iproute2, or listen elsewhere with --listen");
    }
    return new LocalAddress(address, true);
  }

  boolean isAdded() {
    return added;
  }

  /** Whether who has it is a process of this machine. */
  static boolean isOfThisMachine(InetAddress address) {
    try {
      return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException e) {
      return false;
    }
  }

  @Override
  public void close() {
    if (added) {
      ip("del", address);
    }
  }

  /** Empty when it was done, or why not. */
  private static String ip(String verb, InetAddress address) {
    int bits = address.getAddress().length * Byte.SIZE;
    try {
      Process ip =
          new ProcessBuilder(
                  "ip", "address", verb, address.getHostAddress() + "/" + bits, "dev", "lo")
              .redirectErrorStream(true)
              .start();
      String output = new String(ip.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return ip.waitFor() == 0 ? "" : output.strip().replace('\n', ' ');
    } catch (IOException e) {
      return "there is no command ip";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }
}
