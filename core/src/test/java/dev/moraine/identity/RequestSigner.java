package dev.moraine.identity;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs requests as a client does; written apart from the verifier, after the protocol notes. */
public final class RequestSigner {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final String accessKeyId;
  private final String secret;

  public RequestSigner(String accessKeyId, String secret) {
    this.accessKeyId = accessKeyId;
    this.secret = secret;
  }

  /**
   * The headers to send.
   *
   * @param canonicalQuery the query as this client spells it when signing
   */
  public Map<String, String> headers(
      String method, String path, String canonicalQuery, byte[] body, Instant now) {
    String time = TIME.format(now);
    Map<String, String> headers = new TreeMap<>();
    headers.put("x-dlf-date", time);
    headers.put("x-dlf-version", "v1");
    headers.put("x-dlf-content-sha256", "UNSIGNED-PAYLOAD");
    if (body.length > 0) {
      headers.put("content-type", "application/json");
      headers.put("content-md5", Base64.getEncoder().encodeToString(digest("MD5", body)));
    }
    String canonical =
        method
            + "\n"
            + path
            + "\n"
            + canonicalQuery
            + "\n"
            + headers.entrySet().stream()
                .map(header -> header.getKey() + ":" + header.getValue() + "\n")
                .collect(Collectors.joining())
            + "UNSIGNED-PAYLOAD";
    String date = time.substring(0, 8);
    String scope = date + "/cn-hangzhou/DlfNext/aliyun_v4_request";
    byte[] key = hmac(("aliyun_v4" + secret).getBytes(StandardCharsets.UTF_8), date);
    for (String part : new String[] {"cn-hangzhou", "DlfNext", "aliyun_v4_request"}) {
      key = hmac(key, part);
    }
    String toSign =
        "DLF4-HMAC-SHA256\n"
            + time
            + "\n"
            + scope
            + "\n"
            + hex(digest("SHA-256", canonical.getBytes(StandardCharsets.UTF_8)));
    headers.put(
        "authorization",
        "DLF4-HMAC-SHA256 Credential="
            + accessKeyId
            + "/"
            + scope
            + ",Signature="
            + hex(hmac(key, toSign)));
    return headers;
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static byte[] digest(String algorithm, byte[] bytes) {
    try {
      return MessageDigest.getInstance(algorithm).digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
