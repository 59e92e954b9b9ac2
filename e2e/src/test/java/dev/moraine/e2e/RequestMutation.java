package dev.moraine.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.moraine.e2e.ProtocolRequests.Valid;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Makes a valid request wrong in one or several places, all from one seed. */
final class RequestMutation {
  private static final ObjectMapper JSON = new ObjectMapper();
  // Stands in the tree for text that no tree can hold.
  private static final String HOLE = "@hole@";

  private static final List<String> SEGMENTS =
      List.of(
          "",
          ".",
          "..",
          "%2e%2e",
          "%2e",
          "%00",
          "%0a",
          "%ff",
          "%C3%28",
          "%ED%A0%80",
          "%F0%9F%8C%8B",
          "%",
          "%zz",
          "%4",
          "+",
          "%20",
          "a+b",
          "a%20b",
          "a%2Fb",
          "%5C",
          ";a=b",
          "t;a=b",
          "t%24branch_b",
          "t$branch_",
          "t$snapshots",
          "$",
          "%25",
          "%2525",
          "t%3Fx",
          "%23",
          "-1",
          "0",
          "9223372036854775808",
          "LATEST",
          "null",
          "true",
          "id",
          "*",
          "{x}",
          "a:b",
          "a'b",
          "%22",
          "x".repeat(256),
          "x".repeat(1000),
          "x".repeat(6000),
          "%C3%BC".repeat(150),
          "sys",
          "SELECT");

  private static final List<String> QUERY_VALUES =
      List.of(
          "",
          "0",
          "-1",
          "1",
          "2147483647",
          "2147483648",
          "9223372036854775808",
          "1.5",
          "abc",
          "%25",
          "a%25b",
          "%25%25",
          "%5C",
          "%5C%25",
          "_",
          "%00",
          "%ff",
          "%C3%28",
          "%",
          "%zz",
          "%0a",
          "%0d%0a",
          "'",
          "%27%20OR%201%3D1",
          "a%26b%3Dc",
          "%F0%9F%8C%8B",
          "db.t",
          ".",
          "t.",
          ".t",
          "dt%3Da",
          "dt%3Da%2F",
          "%7B%7D",
          "null",
          "1970-01-01",
          "x".repeat(3000),
          "%ED%A0%80");

  private static final List<String> JSON_VALUES =
      Stream.concat(
              Stream.of(
                  "null",
                  "true",
                  "false",
                  "0",
                  "-1",
                  "1",
                  "1.5",
                  "-0.0",
                  "2147483648",
                  "-9223372036854775808",
                  "9223372036854775807",
                  "9223372036854775808",
                  "1e400",
                  "1e-400",
                  "1e999999999",
                  "NaN",
                  "Infinity",
                  "0123",
                  "1".repeat(900),
                  "1".repeat(1100),
                  "\"\"",
                  "\" \"",
                  "\"0\"",
                  "\"null\"",
                  "\"a/b\"",
                  "\"..\"",
                  "\"t$branch_b\"",
                  "\"t$snapshots\"",
                  "\"\\u0000\"",
                  "\"\\ud800\"",
                  "\"\\uffff\"",
                  "\"a\\nb\"",
                  "\"\u00fc\ud83c\udf0b\"",
                  "\"\\x\"",
                  "\"%s%n%\"",
                  "\"'; DROP TABLE heads; --\"",
                  "[]",
                  "{}",
                  "[[]]",
                  "[null]",
                  "[{}]",
                  "{\"\":\"\"}",
                  "{\"a\":null}",
                  "{\"a\":{\"a\":[]}}",
                  "{\"k\":\"v\",\"k\":\"w\"}",
                  "\"INT\"",
                  "\"ROW<a INT>\"",
                  "\"DECIMAL(99, 99)\"",
                  "\"VARCHAR(0)\"",
                  "\"snapshot\"",
                  "\"file:/\"",
                  "\"file:///../x\"",
                  "\"s3://b/x\"",
                  "\"http://localhost/\"",
                  "\"1 d\"",
                  "\"PT-1S\"",
                  "\"PT9999999999H\"",
                  "\"P1Y\""),
              Stream.of(
                  "\"" + "x".repeat(300) + "\"",
                  "\"" + "\u00fc".repeat(5000) + "\"",
                  "\"" + "y".repeat(60_000) + "\"",
                  nested(50),
                  nested(999),
                  nested(1001),
                  nested(20_000),
                  "{\"a\":".repeat(900) + "1" + "}".repeat(900),
                  "[" + "{},".repeat(2000) + "{}]"))
          .toList();

  // Without DELETE, which would take away what the other requests are about.
  private static final List<String> METHODS =
      List.of("GET", "POST", "PUT", "PATCH", "HEAD", "OPTIONS", "TRACE", "get", "FOO");

  private static final List<String> HEADERS =
      List.of(
          "Accept: text/html",
          "Accept: */*;q=x",
          "Accept-Encoding: gzip, br;q=0",
          "Expect: x",
          "Content-Encoding: gzip",
          "If-Modified-Since: x",
          "If-None-Match: *",
          "Range: bytes=0-1,x",
          "Cookie: a=b; ;;=;\"",
          "X-Paimon-Read-Via: %zz",
          "X-HTTP-Method-Override: DELETE",
          "X-Forwarded-For: x",
          "Forwarded: for=\"",
          "Connection: Upgrade, HTTP2-Settings",
          "Upgrade: h2c",
          "Upgrade: websocket",
          "X-Long: " + "x".repeat(3000),
          "X-Latin: \u00fc\u00ff",
          "X-Empty:",
          "x-dlf-unknown: 1",
          "Authorization2: x",
          "Content-Language: xx-yy-zz",
          "Origin: null",
          "Referer: http://%",
          "TE: trailers");

  // None of these is HTTP; the server may answer or just close.
  private static final List<String> BROKEN_HEADERS =
      List.of(
          "Content-Length: -1",
          "Content-Length: x",
          "Content-Length: 99999999999999999999",
          "Content-Length: 3\r\nContent-Length: 4",
          "Transfer-Encoding: x",
          "Transfer-Encoding: chunked, x",
          "Transfer-Encoding: chunked\r\nContent-Length: 3",
          "no colon",
          ": no name",
          "Bad Name: x",
          "X-Nul: a\0b",
          "X-Huge: " + "x".repeat(20_000),
          " Folded: x",
          "Host: a\r\nHost: b",
          "Host: a b");

  private final Random random;

  RequestMutation(Random random) {
    this.random = random;
  }

  enum Authorization {
    /** As a client signs. */
    SIGNED,
    BEARER,
    /** Nothing, or nothing that holds. */
    NONE
  }

  /**
   * A request with its mistakes.
   *
   * @param query name and value as they stand on the wire, alternating
   * @param headers whole lines, without those of the authorization
   * @param sent how many bytes of the body go out; fewer than it has where it breaks off
   * @param chunked in chunks, with no length said
   * @param whole false where the bytes are no HTTP request, so that no answer can be asked for
   */
  record Mutant(
      String method,
      String path,
      List<String> query,
      List<String> headers,
      byte[] body,
      int sent,
      boolean chunked,
      boolean whole,
      Authorization authorization) {
    byte[] sentBody() {
      return sent == body.length ? body : Arrays.copyOf(body, sent);
    }
  }

  Mutant mutate(Valid valid) {
    String method = valid.method();
    String path = valid.path();
    List<String> query = new ArrayList<>(valid.query());
    List<String> headers = new ArrayList<>();
    byte[] body = valid.body().getBytes(StandardCharsets.UTF_8);
    int sent = -1;
    boolean chunked = chance(20);
    boolean whole = true;
    Authorization authorization = chance(12) ? Authorization.BEARER : Authorization.SIGNED;
    int mistakes = chance(3) ? 2 : 1;
    for (int i = 0; i < mistakes; i++) {
      int kind = random.nextInt(100);
      if (kind < 50 && body.length > 0) {
        body = mutateBody(body);
      } else if (kind < 55) {
        method = pick(METHODS);
      } else if (kind < 60) {
        headers.add(pick(HEADERS));
      } else if (kind < 62) {
        headers.add(pick(BROKEN_HEADERS));
        whole = false;
      } else if (kind < 64 && body.length > 0) {
        sent = random.nextInt(body.length);
        whole = false;
      } else if (kind < 66) {
        authorization = Authorization.NONE;
        headers.add(pick(wrongAuthorizations()));
      } else if (kind < 68) {
        body = pick(JSON_VALUES).getBytes(StandardCharsets.UTF_8);
      } else if (kind < 83) {
        mutateQuery(query);
      } else {
        path = mutatePath(path);
      }
    }
    return new Mutant(
        method,
        path,
        query,
        headers,
        body,
        sent < 0 || sent > body.length ? body.length : sent,
        chunked && whole,
        whole,
        authorization);
  }

  private List<String> wrongAuthorizations() {
    return List.of(
        "Authorization: ",
        "Authorization: Basic YTpi",
        "Authorization: Bearer",
        "Authorization: Bearer x",
        "Authorization: DLF4-HMAC-SHA256 ",
        "Authorization: DLF4-HMAC-SHA256 Credential=a/20260101/r/DlfNext/"
            + "aliyun_v4_request,Signature="
            + "0".repeat(64)
            + "\r\nx-dlf-date: 20260101T000000Z",
        "Authorization: DLF4-HMAC-SHA256 Credential=a/20260199/r/DlfNext/aliyun_v4_request,Signature="
            + "0".repeat(64)
            + "\r\nx-dlf-date: 20260199T250000Z",
        "Authorization: Bearer " + "\u00ff".repeat(20),
        "x-dlf-security-token: x");
  }

  private String mutatePath(String path) {
    List<String> segments = new ArrayList<>(Arrays.asList(path.substring(1).split("/", -1)));
    int at = random.nextInt(segments.size());
    // Mistakes before the names would seldom meet a handler.
    if (at < 3 && chance(2)) {
      at = segments.size() - 1;
    }
    switch (random.nextInt(8)) {
      case 0 -> segments.remove(at);
      case 1 -> segments.add(at, pick(SEGMENTS));
      case 2 -> segments.set(at, segments.get(at) + pick(SEGMENTS));
      case 3 -> segments.set(at, encodeAll(segments.get(at)));
      default -> segments.set(at, pick(SEGMENTS));
    }
    return "/" + String.join("/", segments);
  }

  private static String encodeAll(String text) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      encoded.append(String.format("%%%02x", b));
    }
    return encoded.toString();
  }

  private void mutateQuery(List<String> query) {
    if (query.isEmpty() || chance(4)) {
      query.add(
          pick(
              List.of(
                  "maxResults",
                  "pageToken",
                  "tableNamePattern",
                  "x",
                  "%zz",
                  "a%26b",
                  "warehouse")));
      query.add(pick(QUERY_VALUES));
      return;
    }
    int at = random.nextInt(query.size() / 2) * 2;
    switch (random.nextInt(10)) {
      case 0 -> {
        query.remove(at);
        query.remove(at);
      }
      case 1 -> query.addAll(List.of(query.get(at), pick(QUERY_VALUES)));
      case 2 -> query.set(at, pick(QUERY_VALUES));
      default -> query.set(at + 1, pick(QUERY_VALUES));
    }
  }

  private byte[] mutateBody(byte[] body) {
    int kind = random.nextInt(20);
    if (kind == 0) {
      return Arrays.copyOf(body, random.nextInt(body.length));
    }
    if (kind == 1) {
      byte[] changed = body.clone();
      changed[random.nextInt(body.length)] = (byte) random.nextInt(256);
      return changed;
    }
    if (kind == 2) {
      return insert(
          body,
          random.nextInt(body.length + 1),
          pick(JSON_VALUES).getBytes(StandardCharsets.UTF_8));
    }
    if (kind == 3) {
      return new String(body, StandardCharsets.UTF_8)
          .getBytes(chance(2) ? StandardCharsets.UTF_16 : StandardCharsets.UTF_16LE);
    }
    if (kind == 4) {
      return insert(body, 0, new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF});
    }
    if (kind == 5) {
      byte[] noise = new byte[random.nextInt(200)];
      random.nextBytes(noise);
      return noise;
    }
    return mutateTree(body);
  }

  private byte[] mutateTree(byte[] body) {
    JsonNode tree;
    try {
      tree = JSON.readTree(body);
    } catch (java.io.IOException e) {
      return body;
    }
    List<Runnable> places = new ArrayList<>();
    collectPlaces(tree, places);
    if (places.isEmpty()) {
      return body;
    }
    pick(places).run();
    try {
      return JSON.writeValueAsString(tree)
          .replace("\"" + HOLE + "\"", pick(JSON_VALUES))
          .getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  // Every field and element can be replaced; fields can also go, come twice or be renamed.
  private void collectPlaces(JsonNode node, List<Runnable> places) {
    if (node instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        String name = field.getKey();
        places.add(() -> object.put(name, HOLE));
        places.add(() -> object.put(name, HOLE));
        places.add(() -> object.remove(name));
        places.add(() -> object.set(name + "x", object.remove(name)));
        collectPlaces(field.getValue(), places);
      }
    } else if (node instanceof ArrayNode array) {
      IntStream.range(0, array.size())
          .forEach(
              at -> {
                places.add(() -> array.set(at, HOLE));
                places.add(() -> array.add(array.get(at)));
                collectPlaces(array.get(at), places);
              });
    }
  }

  private static byte[] insert(byte[] body, int at, byte[] inserted) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(body, 0, at);
    out.writeBytes(inserted);
    out.write(body, at, body.length - at);
    return out.toByteArray();
  }

  private static String nested(int depth) {
    return "[".repeat(depth) + "]".repeat(depth);
  }

  private <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** One in {@code many}. */
  private boolean chance(int many) {
    return random.nextInt(many) == 0;
  }
}
