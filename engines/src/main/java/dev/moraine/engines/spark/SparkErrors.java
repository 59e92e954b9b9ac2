package dev.moraine.engines.spark;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.connect.proto.FetchErrorDetailsResponse;
import org.jspecify.annotations.Nullable;

/**
 * Translates gRPC's errors.
 *
 * <p>Spark puts the error's class and an error id into the status; the status's own text is cut
 * short, so the whole message is fetched by that id. Source: spark-connect {@code ErrorUtils} and
 * {@code FetchErrorDetails} of base.proto.
 */
final class SparkErrors {
  private static final int LONGEST_MESSAGE = 4_000;

  private SparkErrors() {}

  /**
   * Translates one error.
   *
   * @param details fetches what Spark keeps under an error id
   */
  static SparkException translate(
      StatusRuntimeException error, Function<String, FetchErrorDetailsResponse> details) {
    Map<String, String> metadata = metadata(error);
    String errorClass = metadata.get("errorClass");
    String sqlState = metadata.get("sqlState");
    String message = error.getStatus().getDescription();
    String errorId = metadata.get("errorId");
    if (errorId != null) {
      FetchErrorDetailsResponse.@Nullable Error root = root(details, errorId);
      if (root != null) {
        message = root.getMessage();
        if (root.hasSparkThrowable() && root.getSparkThrowable().hasErrorClass()) {
          errorClass = root.getSparkThrowable().getErrorClass();
        }
      }
    }
    return new SparkException(
        kind(error.getStatus().getCode(), errorClass),
        sentence(message == null ? error.getStatus().getCode().name() : message),
        errorClass,
        sqlState,
        error);
  }

  private static SparkException.Kind kind(Status.Code code, @Nullable String errorClass) {
    if ("OPERATION_CANCELED".equals(errorClass) || code == Status.Code.CANCELLED) {
      return SparkException.Kind.INTERRUPTED;
    }
    return switch (code) {
      case UNAUTHENTICATED -> SparkException.Kind.NOT_AUTHENTICATED;
      case UNAVAILABLE, DEADLINE_EXCEEDED -> SparkException.Kind.UNREACHABLE;
      default -> SparkException.Kind.REFUSED;
    };
  }

  private static Map<String, String> metadata(StatusRuntimeException error) {
    com.google.rpc.Status status = StatusProto.fromThrowable(error);
    if (status != null) {
      for (Any detail : status.getDetailsList()) {
        if (detail.is(ErrorInfo.class)) {
          try {
            return detail.unpack(ErrorInfo.class).getMetadataMap();
          } catch (InvalidProtocolBufferException unreadable) {
            // The status's own text still says what happened.
            return Map.of();
          }
        }
      }
    }
    return Map.of();
  }

  private static FetchErrorDetailsResponse.@Nullable Error root(
      Function<String, FetchErrorDetailsResponse> details, String errorId) {
    try {
      FetchErrorDetailsResponse response = details.apply(errorId);
      return response.hasRootErrorIdx() ? response.getErrors(response.getRootErrorIdx()) : null;
    } catch (StatusRuntimeException unavailable) {
      // A shorter message is better than another error.
      return null;
    }
  }

  /** Cuts off what follows the message proper: the analysed plan, stack traces. */
  static String sentence(String message) {
    String sentence = message;
    for (String tail : new String[] {";\n", "\n\tat ", "\nDriver stacktrace", "\nJVM stacktrace"}) {
      int end = sentence.indexOf(tail);
      if (end > 0) {
        sentence = sentence.substring(0, end);
      }
    }
    sentence = sentence.strip();
    return sentence.length() > LONGEST_MESSAGE
        ? sentence.substring(0, LONGEST_MESSAGE) + "…"
        : sentence;
  }
}
