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
import java.util.Optional;
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
  private final Optional<String> securityToken;

  public RequestSigner(String accessKeyId, String secret) {
    this(accessKeyId, secret, Optional.empty());
  }

  /** With temporary credentials. */
  public RequestSigner(String accessKeyId, String secret, String securityToken) {
    this(accessKeyId, secret, Optional.of(securityToken));
  }

  private RequestSigner(String accessKeyId, String secret, Optional<String> securityToken) {
    this.accessKeyId = accessKeyId;
    this.secret = secret;
    this.securityToken = securityToken;
  }

  /**
   * The headers to send, by the scheme {@code acs}.
   *
   * @param resource path and query, decoded
   */
  public Map<String, String> acsHeaders(
      String method, String resource, byte[] body, Instant now, String nonce) {
    Map<String, String> acs = new TreeMap<>();
    acs.put("x-acs-signature-method", "HMAC-SHA1");
    acs.put("x-acs-signature-nonce", nonce);
    acs.put("x-acs-signature-version", "1.0");
    acs.put("x-acs-version", "2026-01-18");
    securityToken.ifPresent(token -> acs.put("x-acs-security-token", token));
    String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(now.atOffset(ZoneOffset.UTC));
    String type = body.length == 0 ? "" : "application/json";
    String md5 = body.length == 0 ? "" : Base64.getEncoder().encodeToString(digest("MD5", body));
    StringBuilder toSign = new StringBuilder();
    for (String line : new String[] {method, "application/json", md5, type, date}) {
      toSign.append(line).append('\n');
    }
    acs.forEach((name, value) -> toSign.append(name + ":" + value + "\n"));
    toSign.append(resource);
    Map<String, String> headers = new TreeMap<>(acs);
    headers.put("accept", "application/json");
    headers.put("date", date);
    if (body.length > 0) {
      headers.put("content-type", type);
      headers.put("content-md5", md5);
    }
    byte[] signature = hmac("HmacSHA1", secret.getBytes(StandardCharsets.UTF_8), toSign.toString());
    headers.put(
        "authorization",
        "acs " + accessKeyId + ":" + Base64.getEncoder().encodeToString(signature));
    return headers;
  }

  /**
   * The headers to send, by the scheme DLF4-HMAC-SHA256.
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
    securityToken.ifPresent(token -> headers.put("x-dlf-security-token", token));
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
    return hmac("HmacSHA256", key, text);
  }

  private static byte[] hmac(String algorithm, byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(key, algorithm));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
