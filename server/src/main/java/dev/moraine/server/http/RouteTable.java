package dev.moraine.server.http;

import dev.moraine.access.Action;
import dev.moraine.error.ErrorCode;
import dev.moraine.error.ResourceKind;
import dev.moraine.server.http.Operation.Access;
import dev.moraine.server.http.Operation.Answer;
import dev.moraine.server.http.Operation.Body;
import dev.moraine.server.http.QueryParameter.Presence;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpStatus;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Everything that an API serves. One entry routes an operation and documents it: what its handler
 * takes and answers is what the document says, or it does not compile.
 *
 * <p>An entry is a method and path, what the document says besides, and at last who carries it out:
 *
 * <pre>{@code
 * routes.get(TABLES, "List the tables").query(PATTERN).answers(ListTables.class, tables::list);
 * }</pre>
 *
 * @param <R> how the API's handlers see a request
 */
public final class RouteTable<R extends ApiRequest> {
  private static final String JSON = "application/json";
  private static final String JSON_LINES = "application/jsonl";

  private final BiFunction<Context, Operation, R> reading;
  private final HttpStatus emptySuccess;
  private final List<PathParameter> pathParameters;
  private final List<Route> routes = new ArrayList<>();
  private String tag = "";

  /**
   * @param emptySuccess the status of an operation that answers nothing
   * @param pathParameters all that paths may have; a name that is looked for is what can be missing
   */
  public RouteTable(
      BiFunction<Context, Operation, R> reading,
      HttpStatus emptySuccess,
      List<PathParameter> pathParameters) {
    this.reading = reading;
    this.emptySuccess = emptySuccess;
    this.pathParameters = List.copyOf(pathParameters);
  }

  /** What the entries that follow are about. */
  public void about(String nextTag) {
    this.tag = nextTag;
  }

  public Entry get(String path, String summary) {
    return new Entry(HandlerType.GET, path, summary);
  }

  public Entry post(String path, String summary) {
    return new Entry(HandlerType.POST, path, summary);
  }

  public Entry delete(String path, String summary) {
    return new Entry(HandlerType.DELETE, path, summary);
  }

  List<Route> routes() {
    return List.copyOf(routes);
  }

  HttpStatus emptySuccess() {
    return emptySuccess;
  }

  /** Those of a path, in their order. */
  List<PathParameter> pathParameters(String path) {
    return pathParameters.stream()
        .filter(parameter -> path.contains("{" + parameter.name() + "}"))
        .toList();
  }

  /** An operation in the making; whoever carries it out completes it. */
  public final class Entry {
    private final HandlerType method;
    private final String path;
    private final String summary;
    private final Set<Refusal> refusals = new HashSet<>();
    private List<QueryParameter> query = List.of();
    private Access access = Access.IDENTIFIED;
    private Optional<Action> action = Optional.empty();
    private Presence bodyPresence = Presence.REQUIRED;

    private Entry(HandlerType method, String path, String summary) {
      this.method = method;
      this.path = path;
      this.summary = summary;
      pathParameters(path).forEach(parameter -> parameter.missing().ifPresent(this::missing));
      if (method != HandlerType.GET) {
        refuses(ErrorCode.CONFLICT);
      }
    }

    public Entry query(QueryParameter... parameters) {
      query = List.of(parameters);
      return this;
    }

    /** What else may not be there, besides what the path names. */
    public Entry missing(ResourceKind... kinds) {
      return refuses(ErrorCode.NOT_FOUND, kinds);
    }

    /** Of what the name may be taken. */
    public Entry taken(ResourceKind... kinds) {
      return refuses(ErrorCode.ALREADY_EXISTS, kinds);
    }

    /** Besides what every operation may answer. */
    public Entry refuses(ErrorCode code) {
      refusals.add(new Refusal(code, Optional.empty()));
      return this;
    }

    private Entry refuses(ErrorCode code, ResourceKind... kinds) {
      for (ResourceKind kind : kinds) {
        refusals.add(new Refusal(code, Optional.of(kind)));
      }
      return this;
    }

    /** The body may be left out; it is then read as an empty object. */
    public Entry bodyOptional() {
      bodyPresence = Presence.OPTIONAL;
      return this;
    }

    /** The permission that its use case asks for. Whatever is not open to anyone names one. */
    public Entry needs(Action permission) {
      action = Optional.of(permission);
      return this;
    }

    /** Without a signature or token. Whatever is open is pinned by a test. */
    Entry openToAnyone() {
      access = Access.ANYONE;
      return this;
    }

    public <A> void answers(Class<A> answer, Function<R, A> handler) {
      add(
          Optional.empty(),
          Optional.of(new Answer(JSON, answer)),
          (context, request) -> render(context, handler.apply(request)));
    }

    public <B, A> void answers(Class<B> body, Class<A> answer, BiFunction<R, B, A> handler) {
      add(
          Optional.of(new Body(body, bodyPresence)),
          Optional.of(new Answer(JSON, answer)),
          (context, request) -> render(context, handler.apply(request, read(request, body))));
    }

    /** Holds no thread until the answer is there. */
    public <B, A> void answersLater(
        Class<B> body, Class<A> answer, BiFunction<R, B, CompletableFuture<A>> handler) {
      add(
          Optional.of(new Body(body, bodyPresence)),
          Optional.of(new Answer(JSON, answer)),
          (context, request) -> {
            CompletableFuture<A> later = handler.apply(request, read(request, body));
            context.future(() -> later.thenAccept(value -> render(context, value)));
          });
    }

    /**
     * A line of JSON for each of what may be many, written while it is read.
     *
     * <p>The answer has begun when reading on fails; its last line is then the error.
     */
    public <A> void answersLines(Class<A> line, Function<R, Iterator<A>> handler) {
      add(
          Optional.empty(),
          Optional.of(new Answer(JSON_LINES, line)),
          (context, request) -> {
            Iterator<A> lines = handler.apply(request);
            context.contentType(JSON_LINES);
            try {
              OutputStream out = new BufferedOutputStream(context.outputStream());
              while (lines.hasNext()) {
                out.write((Json.write(lines.next()) + "\n").getBytes(StandardCharsets.UTF_8));
              }
              out.flush();
            } catch (IOException gone) {
              // Whoever asked does not read on.
              throw new UncheckedIOException(gone);
            }
          });
    }

    void answersText(String contentType, Function<R, String> handler) {
      add(
          Optional.empty(),
          Optional.of(new Answer(contentType, String.class)),
          (context, request) ->
              context
                  // Without it, Jetty writes another one.
                  .contentType(contentType + "; charset=utf-8")
                  .result(handler.apply(request)));
    }

    public void does(Consumer<R> handler) {
      add(
          Optional.empty(),
          Optional.empty(),
          (context, request) -> {
            handler.accept(request);
            context.status(emptySuccess);
          });
    }

    public <B> void does(Class<B> body, BiConsumer<R, B> handler) {
      add(
          Optional.of(new Body(body, bodyPresence)),
          Optional.empty(),
          (context, request) -> {
            handler.accept(request, read(request, body));
            context.status(emptySuccess);
          });
    }

    private <B> B read(R request, Class<B> type) {
      String text = request.bodyText();
      B body = Json.read(bodyPresence == Presence.OPTIONAL && text.isBlank() ? "{}" : text, type);
      Auditing.note(request.context(), body);
      return body;
    }

    private void render(Context context, Object answer) {
      context.contentType(JSON).result(Json.write(answer));
    }

    private void add(Optional<Body> body, Optional<Answer> answer, BiConsumer<Context, R> work) {
      Operation operation =
          new Operation(method, path, access, action, tag, summary, query, body, answer, refusals);
      if (access == Access.IDENTIFIED && action.isEmpty()) {
        throw new IllegalStateException(operation + " names no permission");
      }
      routes.add(
          new Route(operation, context -> work.accept(context, reading.apply(context, operation))));
    }
  }
}
