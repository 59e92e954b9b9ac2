package dev.moraine.access;

import dev.moraine.error.InvalidRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The addresses that begin with the same bits, such as {@code 10.0.0.0/8}.
 *
 * @param first of them, whose other bits are 0
 * @param bits how many are the same
 */
public record Network(InetAddress first, int bits) {
  // An address as digits: a name would be looked up.
  private static final Pattern FORM =
      Pattern.compile(
          "((?:[0-9]{1,3}\\.){3}[0-9]{1,3}|[0-9a-fA-F]*:[0-9a-fA-F:.]*)(?:/([0-9]{1,3}))?");

  /**
   * @param text an address alone is a network of one
   * @throws InvalidRequest when it is no network
   */
  public static Network parse(String text) {
    Matcher parts = FORM.matcher(text.strip());
    if (!parts.matches()) {
      throw noNetwork(text);
    }
    try {
      InetAddress address = InetAddress.getByName(parts.group(1));
      int longest = address.getAddress().length * 8;
      int bits = parts.group(2) == null ? longest : Integer.parseInt(parts.group(2));
      if (bits > longest) {
        throw noNetwork(text);
      }
      return new Network(InetAddress.getByAddress(masked(address, bits)), bits);
    } catch (UnknownHostException e) {
      throw noNetwork(text);
    }
  }

  private static InvalidRequest noNetwork(String text) {
    return new InvalidRequest(
        "'" + text + "' is no network; one is written like 10.0.0.0/8 or fd00::/8");
  }

  private static byte[] masked(InetAddress address, int bits) {
    byte[] bytes = address.getAddress();
    for (int i = 0; i < bytes.length; i++) {
      int kept = Math.max(0, Math.min(8, bits - i * 8));
      bytes[i] &= (byte) (0xFF << (8 - kept));
    }
    return bytes;
  }

  public boolean contains(InetAddress address) {
    return address.getAddress().length == first.getAddress().length
        && Arrays.equals(masked(address, bits), first.getAddress());
  }

  @Override
  public String toString() {
    return first.getHostAddress() + "/" + bits;
  }
}
