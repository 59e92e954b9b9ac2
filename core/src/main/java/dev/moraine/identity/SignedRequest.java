package dev.moraine.identity;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What of a request a signature covers.
 *
 * @param method upper case
 * @param path as sent, still URL-encoded, from {@code /v1/} on (a proxy's prefix is not signed)
 * @param query decoded names and values, in the order sent
 * @param headers by lower-case name
 * @param body reads it; empty when there was none. Asked for only once the signature holds, for
 *     until then anybody may have sent it
 */
public record SignedRequest(
    String method,
    String path,
    List<Map.Entry<String, String>> query,
    Map<String, String> headers,
    Supplier<byte[]> body) {
  public SignedRequest {
    query = List.copyOf(query);
    headers = Map.copyOf(headers);
  }

  Optional<String> header(String lowerCaseName) {
    return Optional.ofNullable(headers.get(lowerCaseName));
  }

  /** A parameter in the text that is signed: without a value, its name stands alone. */
  static String pair(Map.Entry<String, String> parameter) {
    return parameter.getValue().isEmpty()
        ? parameter.getKey()
        : parameter.getKey() + "=" + parameter.getValue();
  }

  static boolean hasAnyOf(String text, String characters) {
    return text.chars().anyMatch(c -> characters.indexOf(c) >= 0);
  }

  @Override
  public String toString() {
    return method + " " + path;
  }
}
