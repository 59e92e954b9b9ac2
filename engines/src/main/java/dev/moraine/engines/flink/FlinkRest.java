package dev.moraine.engines.flink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A Flink cluster, over its REST API.
 *
 * <p>Safe to use from any thread. Every method throws {@link FlinkException} when Flink says no or
 * says nothing; a job that the cluster does not know is of kind NOT_FOUND.
 */
public final class FlinkRest {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final FlinkHttp http;

  public FlinkRest(URI cluster) {
    this.http = new FlinkHttp(cluster);
  }

  public FlinkOverview overview() {
    JsonNode overview = http.get("overview");
    return new FlinkOverview(
        overview.path("flink-version").asText(),
        overview.path("taskmanagers").asInt(),
        overview.path("slots-total").asInt(),
        overview.path("slots-available").asInt(),
        overview.path("jobs-running").asInt());
  }

  /** All jobs that the cluster remembers, running or not, newest first. */
  public List<FlinkJob> jobs() {
    List<FlinkJob> jobs = new ArrayList<>();
    http.get("jobs/overview").path("jobs").forEach(job -> jobs.add(job(job)));
    jobs.sort((left, right) -> right.started().compareTo(left.started()));
    return List.copyOf(jobs);
  }

  /** The job, or empty when the cluster does not know it. */
  public Optional<FlinkJob> job(String jobId) {
    try {
      return Optional.of(job(http.get("jobs/" + jobId)));
    } catch (FlinkException unknown) {
      if (unknown.kind() == FlinkException.Kind.NOT_FOUND) {
        return Optional.empty();
      }
      throw unknown;
    }
  }

  /** How often the job was restarted since it was submitted; 0 until its metrics are there. */
  public long restarts(String jobId) {
    long restarts = 0;
    for (JsonNode metric : http.get("jobs/" + jobId + "/metrics?get=numRestarts,fullRestarts")) {
      restarts = Math.max(restarts, metric.path("value").asLong());
    }
    return restarts;
  }

  public FlinkCheckpoints checkpoints(String jobId) {
    JsonNode checkpoints = http.get("jobs/" + jobId + "/checkpoints");
    JsonNode latest = checkpoints.path("latest").path("completed").path("external_path");
    return new FlinkCheckpoints(
        checkpoints.path("counts").path("completed").asLong(),
        checkpoints.path("counts").path("failed").asLong(),
        latest.isTextual() ? latest.asText() : null);
  }

  /** Why the job failed, or last failed before a restart; empty when it never did. */
  public Optional<FlinkException> failure(String jobId) {
    JsonNode newest =
        http.get("jobs/" + jobId + "/exceptions?maxExceptions=1")
            .path("exceptionHistory")
            .path("entries")
            .path(0)
            .path("stacktrace");
    return newest.isTextual()
        ? Optional.of(FlinkException.refused(FlinkException.Kind.REFUSED, newest.asText()))
        : Optional.empty();
  }

  /** Asks for the job's cancellation; it is on its way when this returns. */
  public void cancel(String jobId) {
    http.send("PATCH", "jobs/" + jobId + "?mode=cancel", null);
  }

  /**
   * Stops the job with a savepoint and waits for it.
   *
   * @return the savepoint's path
   * @throws FlinkException if the savepoint failed, in which case the job runs on, or of kind
   *     TIMED_OUT, in which case it may still succeed
   */
  public String stopWithSavepoint(String jobId, URI directory, Duration timeout) {
    ObjectNode body = JSON.createObjectNode();
    body.put("targetDirectory", directory.toString());
    body.put("drain", false);
    String request = http.send("POST", "jobs/" + jobId + "/stop", body).path("request-id").asText();
    long deadline = System.nanoTime() + timeout.toNanos();
    while (System.nanoTime() - deadline < 0) {
      JsonNode savepoint = http.get("jobs/" + jobId + "/savepoints/" + request);
      if (savepoint.path("status").path("id").asText().equals("COMPLETED")) {
        return location(savepoint.path("operation"));
      }
      try {
        Thread.sleep(POLL.toMillis());
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    throw new FlinkException(
        FlinkException.Kind.TIMED_OUT, "The savepoint did not complete in time", "", null);
  }

  private static String location(JsonNode operation) {
    JsonNode failure = operation.path("failure-cause");
    if (!failure.isMissingNode()) {
      throw FlinkException.refused(
          FlinkException.Kind.REFUSED, failure.path("stack-trace").asText());
    }
    return operation.path("location").asText();
  }

  private static FlinkJob job(JsonNode job) {
    long ended = job.path("end-time").asLong(-1);
    return new FlinkJob(
        job.path("jid").asText(),
        job.path("name").asText(),
        job.path("state").asText(),
        Instant.ofEpochMilli(job.path("start-time").asLong()),
        ended < 0 ? null : Instant.ofEpochMilli(ended));
  }
}
