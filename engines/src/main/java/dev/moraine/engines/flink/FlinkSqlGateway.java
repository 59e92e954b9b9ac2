package dev.moraine.engines.flink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Flink's SQL Gateway, over its REST interface.
 *
 * <p>Safe to use from any thread; statements of one session run one after the other in the gateway.
 * Every method throws {@link FlinkException} when Flink says no or says nothing.
 */
public final class FlinkSqlGateway {
  private static final String API = "v3/";
  private static final Duration FIRST_WAIT = Duration.ofMillis(20);
  private static final Duration LONGEST_WAIT = Duration.ofMillis(500);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final FlinkHttp http;

  /** A session's name in the gateway. */
  public record Session(String handle) {}

  /** A running or finished statement's name in the gateway. */
  public record Operation(Session session, String handle) {}

  public FlinkSqlGateway(URI gateway) {
    this.http = new FlinkHttp(gateway);
  }

  /** The gateway's Flink version; answering at all means that it is up. */
  public String version() {
    return http.get(API + "info").path("version").asText();
  }

  /**
   * Opens a session, which holds its own catalogs, views and settings until it is closed or idle
   * for too long.
   */
  public Session openSession(Map<String, String> properties) {
    ObjectNode body = JSON.createObjectNode();
    body.set("properties", JSON.valueToTree(properties));
    return new Session(http.send("POST", API + "sessions", body).path("sessionHandle").asText());
  }

  /** Closes a session; one that is gone already is no error. Its jobs go on. */
  public void closeSession(Session session) {
    try {
      http.send("DELETE", path(session), null);
    } catch (FlinkException gone) {
      if (gone.kind() == FlinkException.Kind.UNREACHABLE
          || !gone.trace().contains("does not exist")) {
        throw gone;
      }
    }
  }

  /** Keeps an idle session open. */
  public void heartbeat(Session session) {
    http.send("POST", path(session) + "/heartbeat", null);
  }

  /** Runs a statement to its end; see {@link #execute(Session, FlinkStatement, Consumer)}. */
  public FlinkResult execute(Session session, FlinkStatement statement) {
    return execute(session, statement, operation -> {});
  }

  /**
   * Runs a statement to its end.
   *
   * <p>An INSERT ends when its job is submitted, a query when its rows are fetched or the row limit
   * is reached.
   *
   * @param started told the operation as soon as it has a name, on the calling thread
   * @throws FlinkException of kind TIMED_OUT after the statement's timeout; it is cancelled then
   */
  public FlinkResult execute(
      Session session, FlinkStatement statement, Consumer<Operation> started) {
    ObjectNode body = JSON.createObjectNode();
    body.put("statement", statement.sql());
    body.set("executionConfig", JSON.valueToTree(statement.executionConfig()));
    Operation operation =
        new Operation(
            session,
            http.send("POST", path(session) + "/statements", body)
                .path("operationHandle")
                .asText());
    started.accept(operation);
    try {
      return fetch(operation, statement);
    } finally {
      closeQuietly(operation);
    }
  }

  /** Stops a running statement; whoever waits for it gets an error. */
  public void cancel(Operation operation) {
    http.send("POST", path(operation) + "/cancel", null);
  }

  private FlinkResult fetch(Operation operation, FlinkStatement statement) {
    List<FlinkColumn> columns = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    List<String> kinds = new ArrayList<>();
    boolean hasContent = false;
    @Nullable String jobId = null;
    long deadline = System.nanoTime() + statement.timeout().toNanos();
    Duration wait = FIRST_WAIT;
    String next = path(operation) + "/result/0?rowFormat=PLAIN_TEXT";
    while (true) {
      JsonNode page = http.get(next);
      boolean ready = !page.path("resultType").asText().equals("NOT_READY");
      int before = rows.size();
      if (ready) {
        if (columns.isEmpty()) {
          page.path("results").path("columns").forEach(c -> columns.add(FlinkColumn.parse(c)));
        }
        hasContent |= page.path("resultKind").asText().equals("SUCCESS_WITH_CONTENT");
        jobId = page.hasNonNull("jobID") ? page.path("jobID").asText() : jobId;
        for (JsonNode row : page.path("results").path("data")) {
          if (rows.size() == statement.rowLimit()) {
            return new FlinkResult(columns, rows, kinds, hasContent, jobId, true);
          }
          kinds.add(row.path("kind").asText());
          rows.add(cells(row.path("fields")));
        }
      }
      String uri = page.path("nextResultUri").asText("");
      if (uri.isEmpty() || page.path("resultType").asText().equals("EOS")) {
        return new FlinkResult(columns, rows, kinds, hasContent, jobId, false);
      }
      next = uri.substring(1);
      wait = ready && rows.size() > before ? FIRST_WAIT : longer(wait);
      pause(operation, rows.size() > before ? Duration.ZERO : wait, deadline);
    }
  }

  private void pause(Operation operation, Duration wait, long deadline) {
    if (System.nanoTime() - deadline > 0) {
      cancelQuietly(operation);
      throw new FlinkException(
          FlinkException.Kind.TIMED_OUT, "The statement did not finish in time", "", null);
    }
    try {
      Thread.sleep(wait.toMillis());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      cancelQuietly(operation);
      throw new FlinkException(
          FlinkException.Kind.TIMED_OUT, "Waiting for the statement was interrupted", "", null);
    }
  }

  private static Duration longer(Duration wait) {
    Duration twice = wait.multipliedBy(2);
    return twice.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : twice;
  }

  private static List<String> cells(JsonNode fields) {
    List<String> cells = new ArrayList<>();
    fields.forEach(
        field ->
            cells.add(
                field.isNull() ? "NULL" : field.isTextual() ? field.asText() : field.toString()));
    return List.copyOf(cells);
  }

  private void cancelQuietly(Operation operation) {
    try {
      cancel(operation);
    } catch (FlinkException ended) {
      // It ended by itself meanwhile, or the gateway is gone and the operation with it.
    }
  }

  private void closeQuietly(Operation operation) {
    try {
      http.send("DELETE", path(operation) + "/close", null);
    } catch (FlinkException gone) {
      // The gateway forgets operations with their session; the result, or the error, is had.
    }
  }

  private static String path(Session session) {
    return API + "sessions/" + session.handle();
  }

  private static String path(Operation operation) {
    return path(operation.session()) + "/operations/" + operation.handle();
  }
}
