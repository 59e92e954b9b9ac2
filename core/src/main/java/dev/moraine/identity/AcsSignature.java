package dev.moraine.identity;

import dev.moraine.error.NotAuthenticated;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The signature scheme of resource-oriented APIs, HMAC-SHA1 under the name {@code acs}.
 *
 * <p>Path and query are signed decoded, as a form decodes them, and the host is not signed. Source:
 * paimon-api {@code DLFOpenApiSigner} (from 1.4 on).
 *
 * @param signature in Base64
 */
record AcsSignature(String accessKeyId, String signature) implements RequestSignature {
  static final String SCHEME = "acs ";

  private static final Pattern AUTHORIZATION =
      Pattern.compile(SCHEME + "([^:\\s]+):([A-Za-z0-9+/]{27}=)");
  private static final String HEADERS = "x-acs-";
  private static final Pattern NONCE = Pattern.compile("[\\x21-\\x7e]{1,128}");

  static Optional<AcsSignature> parse(String authorization) {
    Matcher matcher = AUTHORIZATION.matcher(authorization);
    return matcher.matches()
        ? Optional.of(new AcsSignature(matcher.group(1), matcher.group(2)))
        : Optional.empty();
  }

  @Override
  public String securityTokenHeader() {
    return "x-acs-security-token";
  }

  @Override
  public Instant signedAt(SignedRequest request) {
    try {
      return Instant.from(
          DateTimeFormatter.RFC_1123_DATE_TIME.parse(request.header("date").orElse("")));
    } catch (DateTimeException e) {
      throw new NotAuthenticated("The header Date has not the form of RFC 1123");
    }
  }

  @Override
  public Optional<String> nonce(SignedRequest request) {
    String nonce = request.header("x-acs-signature-nonce").orElse("");
    if (!NONCE.matcher(nonce).matches()) {
      throw new NotAuthenticated(
          "The header x-acs-signature-nonce needs 1 to 128 printable characters");
    }
    return Optional.of(nonce);
  }

  @Override
  public boolean holds(SignedRequest request, SigningSecret secret) {
    return isOfThisScheme(request)
        && resource(request)
            .map(resource -> SigningSecret.hmac(secret.sha1Key(), stringToSign(request, resource)))
            .map(Base64.getEncoder()::encode)
            .map(made -> MessageDigest.isEqual(made, signature.getBytes(StandardCharsets.US_ASCII)))
            .orElse(false);
  }

  private static boolean isOfThisScheme(SignedRequest request) {
    return request.header("x-acs-signature-method").equals(Optional.of("HMAC-SHA1"))
        && request.header("x-acs-signature-version").equals(Optional.of("1.0"));
  }

  private static String stringToSign(SignedRequest request, String resource) {
    return String.join(
            "\n",
            request.method(),
            request.header("accept").orElse(""),
            request.header("content-md5").orElse(""),
            request.header("content-type").orElse(""),
            request.header("date").orElse(""))
        + "\n"
        + new TreeMap<>(request.headers())
            .entrySet().stream()
                .filter(header -> header.getKey().startsWith(HEADERS))
                .map(header -> header.getKey() + ":" + header.getValue().trim() + "\n")
                .collect(Collectors.joining())
        + resource;
  }

  // Decoded, one text may stand for two requests: a separator may have been part of a name or a
  // value. Which it was cannot be told, so no such request is accepted.
  private static Optional<String> resource(SignedRequest request) {
    List<Map.Entry<String, String>> query = request.query();
    String path = decode(request.path());
    if (path.chars().filter(c -> c == '/').count()
            != request.path().chars().filter(c -> c == '/').count()
        || SignedRequest.hasAnyOf(path, "?\n")
        || query.stream().anyMatch(each -> SignedRequest.hasAnyOf(each.getKey(), "&=\n"))
        || query.stream().anyMatch(each -> SignedRequest.hasAnyOf(each.getValue(), "&\n"))) {
      return Optional.empty();
    }
    return Optional.of(
        query.isEmpty()
            ? path
            : query.stream()
                .sorted(Comparator.comparing(Map.Entry<String, String>::getKey))
                .map(SignedRequest::pair)
                .collect(Collectors.joining("&", path + "?", "")));
  }

  private static String decode(String path) {
    try {
      return URLDecoder.decode(path, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      // A lone percent sign; what was signed is then the text as it stands.
      return path;
    }
  }
}
