package dev.moraine.catalog;

import java.util.List;

/**
 * The program through which a caller reads, as it calls itself.
 *
 * @param userAgent empty when it says nothing
 */
public record ClientSoftware(String userAgent) {
  /**
   * The starts of names of clients that keep to row filters and column masks. Paimon's own are not
   * called Paimon but as their HTTP library: since 1.4 that is Apache's at 5.5, in 1.3 it was 5.4,
   * and before that OkHttp. Source: the requests that released clients send.
   */
  public static final List<String> KNOWN_TO_ENFORCE = List.of("Apache-HttpClient/5.5");

  public boolean isOneOf(List<String> prefixes) {
    return prefixes.stream().anyMatch(userAgent::startsWith);
  }

  @Override
  public String toString() {
    return userAgent.isEmpty() ? "a client without a name" : "the client '" + userAgent + "'";
  }
}
