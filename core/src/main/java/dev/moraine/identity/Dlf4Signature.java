package dev.moraine.identity;

import dev.moraine.error.NotAuthenticated;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.spec.SecretKeySpec;

/**
 * The signature scheme DLF4-HMAC-SHA256.
 *
 * <p>The scope is {@code date/region/DlfNext/aliyun_v4_request}; the region is the client's choice
 * and is only part of the key. The payload is covered through Content-MD5 alone. Source: paimon-api
 * {@code DLFDefaultSigner} (1.4) and {@code DLFAuthSignature} (up to 1.3), which sign alike.
 *
 * @param scopeDate yyyyMMdd
 * @param signature 64 lower-case hex digits
 */
record Dlf4Signature(String accessKeyId, String scopeDate, String region, String signature)
    implements RequestSignature {
  static final String SCHEME = "DLF4-HMAC-SHA256";
  static final String PRODUCT = "DlfNext";
  static final String REQUEST_TYPE = "aliyun_v4_request";

  private static final DateTimeFormatter SIGNING_TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'");
  private static final Pattern AUTHORIZATION =
      Pattern.compile(
          SCHEME
              + " Credential=([^/,\\s]+)/(\\d{8})/([^/,\\s]+)/"
              + PRODUCT
              + "/"
              + REQUEST_TYPE
              + ",\\s*Signature=([0-9a-f]{64})");
  private static final List<String> SIGNED_HEADERS =
      List.of(
          "content-md5",
          "content-type",
          "x-dlf-content-sha256",
          "x-dlf-date",
          "x-dlf-security-token",
          "x-dlf-version");

  static Optional<Dlf4Signature> parse(String authorization) {
    Matcher matcher = AUTHORIZATION.matcher(authorization);
    return matcher.matches()
        ? Optional.of(
            new Dlf4Signature(
                matcher.group(1), matcher.group(2), matcher.group(3), matcher.group(4)))
        : Optional.empty();
  }

  @Override
  public String securityTokenHeader() {
    return "x-dlf-security-token";
  }

  @Override
  public Instant signedAt(SignedRequest request) {
    String date = request.header("x-dlf-date").orElse("");
    if (!date.startsWith(scopeDate)) {
      throw new NotAuthenticated("The header x-dlf-date is not of the date that was signed");
    }
    try {
      return LocalDateTime.parse(date, SIGNING_TIME).toInstant(ZoneOffset.UTC);
    } catch (DateTimeParseException e) {
      throw new NotAuthenticated("The header x-dlf-date has not the form yyyyMMdd'T'HHmmss'Z'");
    }
  }

  @Override
  public Optional<String> nonce(SignedRequest request) {
    return Optional.empty();
  }

  @Override
  public boolean holds(SignedRequest request, SigningSecret secret) {
    SecretKeySpec key = secret.dlf4Key(scopeDate, region);
    boolean holds = false;
    for (String canonicalQuery : canonicalQueries(request.query())) {
      String expected =
          HexFormat.of().formatHex(SigningSecret.hmac(key, stringToSign(request, canonicalQuery)));
      holds |=
          MessageDigest.isEqual(
              expected.getBytes(StandardCharsets.US_ASCII),
              signature.getBytes(StandardCharsets.US_ASCII));
    }
    return holds;
  }

  private String stringToSign(SignedRequest request, String canonicalQuery) {
    List<String> canonical = new ArrayList<>();
    canonical.add(request.method());
    canonical.add(request.path());
    canonical.add(canonicalQuery);
    for (String name : SIGNED_HEADERS) {
      request.header(name).ifPresent(value -> canonical.add(name + ":" + value.trim()));
    }
    canonical.add(request.header("x-dlf-content-sha256").orElse("UNSIGNED-PAYLOAD"));
    return String.join(
        "\n",
        SCHEME,
        request.header("x-dlf-date").orElse(""),
        String.join("/", scopeDate, region, PRODUCT, REQUEST_TYPE),
        HexFormat.of().formatHex(sha256(String.join("\n", canonical))));
  }

  // Three spellings of one query are signed in the field: form encoding by every Java client,
  // RFC 3986 by pypaimon from 1.4 on, and the bare value by pypaimon 1.3.
  // Where a name or a bare value has a separator in it, one text would stand for two queries, or
  // for a query and a header; such a spelling is not accepted.
  private static Set<String> canonicalQueries(List<Map.Entry<String, String>> query) {
    if (query.stream()
        .map(Map.Entry::getKey)
        .anyMatch(name -> SignedRequest.hasAnyOf(name, "&=\n"))) {
      return Set.of();
    }
    Set<String> spellings = new LinkedHashSet<>();
    spellings.add(canonicalQuery(query, Dlf4Signature::formEncode));
    spellings.add(canonicalQuery(query, Dlf4Signature::percentEncode));
    if (query.stream()
        .map(Map.Entry::getValue)
        .noneMatch(value -> SignedRequest.hasAnyOf(value, "&\n"))) {
      spellings.add(canonicalQuery(query, UnaryOperator.identity()));
    }
    return spellings;
  }

  private static String canonicalQuery(
      List<Map.Entry<String, String>> query, UnaryOperator<String> encode) {
    return query.stream()
        .sorted(Comparator.comparing(Map.Entry<String, String>::getKey))
        .map(each -> SignedRequest.pair(Map.entry(each.getKey(), encode.apply(each.getValue()))))
        .collect(Collectors.joining("&"));
  }

  private static String formEncode(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  private static String percentEncode(String value) {
    return formEncode(value).replace("+", "%20").replace("*", "%2A").replace("%7E", "~");
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
