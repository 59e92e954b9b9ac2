package dev.moraine.benchmarks;

import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs each request by DLF4-HMAC-SHA256, and keeps nothing from one to the next.
 *
 * <p>Source: paimon-api {@code DLFDefaultSigner}.
 */
record Dlf4Signer(String accessKeyId, String secret, String region) implements Authorization {
  private static final String SCHEME = "DLF4-HMAC-SHA256";
  private static final String PAYLOAD = "UNSIGNED-PAYLOAD";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  @Override
  public void authorize(HttpRequest.Builder request, String method, String path, String body) {
    String time = TIME.format(Instant.now());
    String date = time.substring(0, 8);
    String scope = date + "/" + region + "/DlfNext/aliyun_v4_request";
    int query = path.indexOf('?');
    List<String> canonical =
        new ArrayList<>(
            query < 0
                ? List.of(method, path, "")
                : List.of(method, path.substring(0, query), path.substring(query + 1)));
    if (!body.isEmpty()) {
      String md5 = Base64.getEncoder().encodeToString(digest("MD5", body));
      request.header("Content-Type", "application/json").header("Content-MD5", md5);
      canonical.add("content-md5:" + md5);
      canonical.add("content-type:application/json");
    }
    canonical.add("x-dlf-content-sha256:" + PAYLOAD);
    canonical.add("x-dlf-date:" + time);
    canonical.add("x-dlf-version:v1");
    canonical.add(PAYLOAD);
    String hash = HexFormat.of().formatHex(digest("SHA-256", String.join("\n", canonical)));
    byte[] key = ("aliyun_v4" + secret).getBytes(StandardCharsets.UTF_8);
    for (String part : List.of(date, region, "DlfNext", "aliyun_v4_request")) {
      key = hmac(key, part);
    }
    String signature =
        HexFormat.of().formatHex(hmac(key, String.join("\n", SCHEME, time, scope, hash)));
    request
        .header("x-dlf-content-sha256", PAYLOAD)
        .header("x-dlf-date", time)
        .header("x-dlf-version", "v1")
        .header(
            "Authorization",
            SCHEME + " Credential=" + accessKeyId + "/" + scope + ",Signature=" + signature);
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has HmacSHA256", e);
    }
  }

  private static byte[] digest(String algorithm, String text) {
    try {
      return MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has " + algorithm, e);
    }
  }

  @Override
  public String toString() {
    return "Dlf4Signer[" + accessKeyId + "]";
  }
}
