package dev.moraine.benchmarks;

import java.net.http.HttpRequest;

/** How a request says who sends it. Safe to use from any thread. */
interface Authorization {
  /**
   * Adds the headers.
   *
   * @param path as sent; its query, if it has one, in the order of the names and nothing in it
   *     encoded
   * @param body empty when there is none
   */
  void authorize(HttpRequest.Builder request, String method, String path, String body);

  static Authorization bearer(String token) {
    String header = "Bearer " + token;
    return (request, method, path, body) -> request.header("Authorization", header);
  }
}
