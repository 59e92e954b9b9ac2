package dev.moraine.audit;

import dev.moraine.error.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * One call of an API and what came of it. Texts are cut to what can be stored and read.
 *
 * @param requestId of {@link RequestIds}
 * @param event the API's name, such as {@code GetTable}; empty where the call was of none
 * @param principal empty where it was not told who called
 * @param session the access key id of the temporary credentials, where such were used
 * @param role in which the principal acted
 * @param credential the access key's id, or the token's, by which the caller was known; of a call
 *     that was refused for it, the access key id that it claimed
 * @param source the address that it came from
 * @param error empty where it was done
 * @param sentence what was answered instead
 */
public record AuditEvent(
    UUID requestId,
    Optional<String> event,
    Optional<String> principal,
    Optional<String> session,
    Optional<String> role,
    Optional<String> credential,
    String source,
    Optional<String> userAgent,
    Optional<Concerned> concerned,
    Outcome outcome,
    int status,
    Optional<ErrorCode> error,
    Optional<String> sentence,
    Duration duration) {
  private static final int LONGEST_NAME = 300;
  private static final int LONGEST_SENTENCE = 1_000;

  /** What came of a call. */
  public enum Outcome {
    /** It was done. */
    ALLOWED,
    /** The caller is not known, or lacks the right. */
    DENIED,
    /** It was not done for another reason. */
    FAILED;

    public static Outcome of(int status, Optional<ErrorCode> error) {
      if (status < 400) {
        return ALLOWED;
      }
      return error
              .filter(code -> code == ErrorCode.NOT_AUTHENTICATED || code == ErrorCode.FORBIDDEN)
              .isPresent()
          ? DENIED
          : FAILED;
    }
  }

  public AuditEvent {
    principal = principal.map(AuditEvent::name);
    session = session.map(AuditEvent::name);
    role = role.map(AuditEvent::name);
    credential = credential.map(AuditEvent::name);
    source = name(source);
    userAgent = userAgent.map(AuditEvent::name);
    concerned =
        concerned.map(
            each ->
                new Concerned(
                    each.kind(),
                    each.catalog().map(AuditEvent::name),
                    each.database().map(AuditEvent::name),
                    each.name().map(AuditEvent::name)));
    sentence = sentence.map(each -> clean(each, LONGEST_SENTENCE));
  }

  /** When it began. */
  public Instant time() {
    return RequestIds.timeOf(requestId);
  }

  private static String name(String text) {
    return clean(text, LONGEST_NAME);
  }

  // What a client sends must not keep a row from being stored, nor break the line that it is shown
  // in: PostgreSQL takes no U+0000 and neither database half of a surrogate pair.
  private static String clean(String text, int longest) {
    boolean fine = text.length() <= longest;
    for (int i = 0; fine && i < text.length(); i++) {
      char c = text.charAt(i);
      fine = !Character.isISOControl(c) && !Character.isSurrogate(c);
    }
    if (fine) {
      return text;
    }
    StringBuilder cleaned = new StringBuilder();
    text.codePoints()
        .limit(longest)
        .map(
            c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE ? '?' : c)
        .forEach(cleaned::appendCodePoint);
    return cleaned.toString();
  }
}
