package dev.moraine.engines;

import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the running engines answer; absent for an engine that was not started. */
public record EngineAddresses(@Nullable Flink flinkOrNull, @Nullable Spark sparkOrNull) {

  public record Flink(URI rest, URI sqlGateway) {}

  /**
   * Spark's driver.
   *
   * @param token the bearer token of Spark Connect, a secret
   */
  public record Spark(String host, int port, String token, URI ui) {
    @Override
    public String toString() {
      return "Spark[sc://" + host + ":" + port + ", ui=" + ui + "]";
    }
  }

  public Optional<Flink> flink() {
    return Optional.ofNullable(flinkOrNull);
  }

  public Optional<Spark> spark() {
    return Optional.ofNullable(sparkOrNull);
  }
}
