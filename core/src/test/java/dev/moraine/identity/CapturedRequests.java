package dev.moraine.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** What released Java clients of Paimon signed, by either signer; our own capture. */
final class CapturedRequests {
  static final String SECRET = "sk-secret";
  private static final String BASE_PATH = "/base";

  private CapturedRequests() {}

  /** Which of a client's signers made a signature. */
  enum Signer {
    DEFAULT,
    OPENAPI;

    private RequestSignature read(SignedRequest request) {
      String authorization = request.header("authorization").orElseThrow();
      return switch (this) {
        case DEFAULT -> Dlf4Signature.parse(authorization).orElseThrow();
        case OPENAPI -> AcsSignature.parse(authorization).orElseThrow();
      };
    }
  }

  /**
   * A request of a client.
   *
   * @param date when it was signed
   */
  record Captured(String client, Signer signer, Instant date, SignedRequest request) {
    RequestSignature signature() {
      return signer.read(request);
    }

    Captured with(SignedRequest changed) {
      return new Captured(client, signer, date, changed);
    }

    @Override
    public String toString() {
      return client + " " + signer + " " + request;
    }
  }

  static Stream<Captured> all() {
    return read().stream();
  }

  static Stream<Captured> by(Signer signer) {
    return all().filter(each -> each.signer() == signer);
  }

  static Captured first(Signer signer, String client, String method) {
    return by(signer)
        .filter(each -> each.client().equals(client) && each.request().method().equals(method))
        .findFirst()
        .orElseThrow();
  }

  private static List<Captured> read() {
    try (InputStream json =
        Objects.requireNonNull(
            CapturedRequests.class.getResourceAsStream("signed-requests.json"))) {
      List<Captured> captured = new ArrayList<>();
      for (JsonNode node : new ObjectMapper().readTree(json).get("requests")) {
        Signer signer = Signer.valueOf(node.get("signer").asText().toUpperCase(Locale.ROOT));
        SignedRequest request = toRequest(node);
        captured.add(
            new Captured(
                node.get("client").asText(),
                signer,
                signer.read(request).signedAt(request),
                request));
      }
      return captured;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SignedRequest toRequest(JsonNode node) {
    String target = node.get("target").asText().substring(BASE_PATH.length());
    int mark = target.indexOf('?');
    Map<String, String> headers = new HashMap<>();
    node.get("headers")
        .properties()
        .forEach(
            header ->
                headers.put(header.getKey().toLowerCase(Locale.ROOT), header.getValue().asText()));
    return new SignedRequest(
        node.get("method").asText(),
        mark < 0 ? target : target.substring(0, mark),
        mark < 0 ? List.of() : parse(target.substring(mark + 1)),
        headers,
        () -> Base64.getDecoder().decode(node.get("body_base64").asText()));
  }

  private static List<Map.Entry<String, String>> parse(String query) {
    return Stream.of(query.split("&"))
        .map(parameter -> parameter.split("=", 2))
        .map(
            pair ->
                Map.entry(
                    URLDecoder.decode(pair[0], StandardCharsets.UTF_8),
                    URLDecoder.decode(pair[1], StandardCharsets.UTF_8)))
        .toList();
  }
}
