package dev.moraine.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.moraine.e2e.ProtocolRequests.Valid;
import dev.moraine.e2e.RawConnection.Answer;
import dev.moraine.e2e.RawConnection.Framing;
import dev.moraine.e2e.RequestMutation.Authorization;
import dev.moraine.e2e.RequestMutation.Mutant;
import dev.moraine.identity.RequestSigner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.CatalogFactory;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.options.Options;
import org.apache.paimon.table.Table;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.table.sink.BatchWriteBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Wrong requests by the thousand, most of them signed as they should be: none is the server's
 * fault, each is told in the protocol's JSON, and none leaves anything in memory.
 *
 * <p>The long run takes other requests each time; to see one again: {@code -Dmoraine.fuzz.seed=}
 * and the seed that it printed.
 */
class FuzzTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int WORKERS = 4;
  private static final long MAX_GROWTH_BYTES = 20L * 1024 * 1024;
  private static final int MEBIBYTE = 1024 * 1024;
  private static final int TOLD_FAULTS = 10;

  @TempDir private Path folder;

  private long seed = Long.getLong("moraine.fuzz.seed", 1);
  private final Queue<String> faults = new ConcurrentLinkedQueue<>();
  private final Map<Integer, AtomicInteger> statuses = new ConcurrentHashMap<>();
  private final AtomicInteger signed = new AtomicInteger();
  private final AtomicInteger unanswered = new AtomicInteger();

  @Test
  @Tag("long")
  void tenThousandWrongRequestsAreRefused() throws Exception {
    throwWrongRequests(10_000);
  }

  @Test
  @Tag("long")
  void aHundredThousandWrongRequestsAreRefused() throws Exception {
    seed = Long.getLong("moraine.fuzz.seed", System.nanoTime());
    throwWrongRequests(100_000);
  }

  private void throwWrongRequests(int count) throws Exception {
    try (MoraineProcess server = start()) {
      List<Worker> workers = new ArrayList<>();
      for (int i = 0; i < WORKERS; i++) {
        workers.add(new Worker(server, "fuzz" + i, seed + i));
      }
      // What is loaded and kept for good is there after the first fifth.
      int first = count / 5;
      run(workers, first);
      long before = liveBytes(server);
      run(workers, count - first);
      long growth = liveBytes(server) - before;

      System.out.printf(
          "seed %d: %d requests, %d of them signed and accepted as such, %d closed without an"
              + " answer, statuses %s, %d KiB more in the heap%n",
          seed, count, signed.get(), unanswered.get(), statuses, growth / 1024);
      faults.forEach(System.out::println);
      assertThat(faults.stream().limit(TOLD_FAULTS)).as("seed %d", seed).isEmpty();
      // What the requests are about is still there, so they met more than names that are gone.
      workers.forEach(Worker::askForTable);
      assertThat(signed.get()).isGreaterThan(count * 8 / 10);
      assertThat(growth).isLessThan(MAX_GROWTH_BYTES);
    }
  }

  @Test
  void bodiesOfEverySizeAreReadOrRefused() throws Exception {
    try (MoraineProcess server = start()) {
      Worker worker = new Worker(server, "sizes", seed);
      worker.throwBody(bodyOf(MEBIBYTE), false);
      long before = liveBytes(server);
      for (int size : List.of(1, 16, 32, 63, 64, 65, 100)) {
        worker.throwBody(bodyOf(size * MEBIBYTE), false);
        worker.throwBody(bodyOf(size * MEBIBYTE), true);
      }
      long growth = liveBytes(server) - before;

      assertThat(faults).as("seed %d", seed).isEmpty();
      assertThat(growth).isLessThan(MAX_GROWTH_BYTES);
    }
  }

  @Test
  void eightOfTheLargestBodiesAtOnceAreReadOrRefused() throws Exception {
    try (MoraineProcess server = start()) {
      List<Worker> workers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        workers.add(new Worker(server, "large" + i, seed + i));
      }
      byte[] body = bodyOf(63 * MEBIBYTE);
      ExecutorService threads = Executors.newFixedThreadPool(workers.size());
      List<Future<?>> running = new ArrayList<>();
      for (Worker worker : workers) {
        running.add(
            threads.submit(
                () -> {
                  worker.throwBody(body, false);
                  return null;
                }));
      }
      for (Future<?> each : running) {
        each.get();
      }
      threads.shutdown();

      assertThat(faults).isEmpty();
      workers.forEach(Worker::askForTable);
    }
  }

  private static byte[] bodyOf(int size) {
    String opening = "{\"name\":\"";
    return (opening + "x".repeat(size - opening.length() - 2) + "\"}")
        .getBytes(StandardCharsets.UTF_8);
  }

  private MoraineProcess start() {
    return MoraineProcess.start(
        Path.of(System.getProperty("moraine.distribution")),
        folder.resolve("data"),
        Duration.ofSeconds(60),
        List.of("--port", "0", "--engines", "none"),
        line -> {});
  }

  private static void run(List<Worker> workers, int count) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(workers.size());
    try {
      List<Future<?>> running = new ArrayList<>();
      for (Worker worker : workers) {
        running.add(
            threads.submit(
                () -> {
                  worker.throwMutants(count / workers.size());
                  return null;
                }));
      }
      for (Future<?> each : running) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** What the server's heap holds after a full collection. */
  private static long liveBytes(MoraineProcess server) throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(server.handle().pid()),
                "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String histogram = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Matcher total = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)").matcher(histogram);
    assertThat(jcmd.waitFor() == 0 && total.find()).as(histogram).isTrue();
    return Long.parseLong(total.group(1));
  }

  /** One client: a catalog, a connection and a random source of its own, so that runs repeat. */
  private final class Worker {
    private final MoraineProcess server;
    private final RequestMutation mutation;
    private final Random random;
    private final RequestSigner signer;
    private final RawConnection connection;
    private String before = "nothing";
    private final String name;
    private List<Valid> valid = List.of();
    private String prefix = "";
    private int catalogs;

    private Worker(MoraineProcess server, String name, long seed) throws Exception {
      this.server = server;
      this.random = new Random(seed);
      this.mutation = new RequestMutation(random);
      this.signer =
          new RequestSigner(
              server.credential("dlf.access-key-id"), server.credential("dlf.access-key-secret"));
      this.connection = new RawConnection(URI.create(server.endpoint("server.uri")).getPort());
      this.name = name;
      prepare();
    }

    private JsonNode askForTable() {
      return ask("GET", pathOfTable(), "");
    }

    private String pathOfTable() {
      return "/v1/" + prefix + "/databases/db/tables/t";
    }

    /** Makes a catalog with everything that the requests are about. */
    private void prepare() throws Exception {
      prefix = server.createCatalog(name + "-" + ++catalogs).get("id").asText();
      for (Valid each : ProtocolRequests.PREPARATION) {
        ask("POST", each.path().replace("{prefix}", prefix), each.body());
      }
      Options options = new Options();
      options.set("metastore", "rest");
      options.set("uri", server.serverUri().toString());
      options.set("warehouse", prefix);
      options.set("token.provider", "bear");
      options.set("token", server.credential("token"));
      try (Catalog catalog = CatalogFactory.createCatalog(CatalogContext.create(options))) {
        Table table = catalog.getTable(Identifier.create("db", "t"));
        append(table, "a");
        append(table, "b");
      }
      ask(
          "POST",
          "/v1/" + prefix + "/databases/db/tables/t/tags",
          "{\"tagName\":\"first\",\"snapshotId\":1}");
      JsonNode made = askForTable();
      valid = ProtocolRequests.ALL.stream().map(each -> fill(each, made, nextSnapshot())).toList();
    }

    private static void append(Table table, String partition) throws Exception {
      BatchWriteBuilder builder = table.newBatchWriteBuilder();
      try (BatchTableWrite write = builder.newWrite();
          BatchTableCommit commit = builder.newCommit()) {
        write.write(GenericRow.of(1, BinaryString.fromString(partition), null, null));
        commit.commit(write.prepareCommit());
      }
    }

    /** What a writer would commit next. */
    private ObjectNode nextSnapshot() {
      ObjectNode snapshot =
          (ObjectNode)
              ask("GET", "/v1/" + prefix + "/databases/db/tables/t/snapshot", "")
                  .path("snapshot")
                  .path("snapshot");
      return snapshot
          .put("id", snapshot.get("id").asLong() + 1)
          .put("commitIdentifier", 7)
          .put("deltaRecordCount", 0);
    }

    private Valid fill(Valid template, JsonNode table, ObjectNode snapshot) {
      return new Valid(
          template.method(),
          template
              .path()
              .replace("{prefix}", prefix)
              .replace("{tableId}", table.get("id").asText()),
          template.query(),
          template
              .body()
              .replace("{tableId}", table.get("id").asText())
              .replace("{snapshot}", snapshot.toString()));
    }

    private static Mutant faultless(String method, String path, String text) {
      byte[] body = text.getBytes(StandardCharsets.UTF_8);
      return new Mutant(
          method, path, List.of(), List.of(), body, body.length, false, true, Authorization.SIGNED);
    }

    private JsonNode ask(String method, String path, String body) {
      try {
        Answer answer = send(faultless(method, path, body)).orElseThrow();
        assertThat(answer.status()).as("%s %s: %s", method, path, answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    private void throwMutants(int count) throws Exception {
      for (int i = 0; i < count; i++) {
        Mutant mutant = mutation.mutate(valid.get(random.nextInt(valid.size())));
        Optional<Answer> answer = throwOne(mutant);
        // A mistake can make a request right that drops what the others are about.
        if (!mutant.method().equals("GET")
            && answer.filter(told -> told.status() == 200).isPresent()
            && send(faultless("GET", pathOfTable(), "")).orElseThrow().status() == 404) {
          prepare();
        }
      }
    }

    private void throwBody(byte[] body, boolean chunked) throws IOException {
      throwOne(
          new Mutant(
              "POST",
              "/v1/" + prefix + "/databases",
              List.of(),
              List.of(),
              body,
              body.length,
              chunked,
              true,
              Authorization.SIGNED));
    }

    private Optional<Answer> throwOne(Mutant mutant) throws IOException {
      Optional<Answer> answer;
      try {
        answer = send(mutant);
      } catch (IOException | IllegalStateException e) {
        faults.add(describe(mutant) + "\n  -> " + e + "\n  after " + before);
        return Optional.empty();
      } finally {
        before = describe(mutant);
      }
      if (answer.isEmpty()) {
        unanswered.incrementAndGet();
        if (mutant.whole()) {
          faults.add(describe(mutant) + "\n  -> no answer");
        }
        return answer;
      }
      int status = answer.get().status();
      statuses.computeIfAbsent(status, key -> new AtomicInteger()).incrementAndGet();
      if (mutant.authorization() == Authorization.SIGNED && mutant.whole() && status != 401) {
        signed.incrementAndGet();
      }
      if (!isRefusalOrSuccess(mutant.method(), answer.get())) {
        faults.add(
            describe(mutant)
                + "\n  -> "
                + status
                + " "
                + answer.get().headers()
                + " "
                + cut(answer.get().body()));
      }
      return answer;
    }

    private Optional<Answer> send(Mutant mutant) throws IOException {
      return connection.send(
          mutant.method(),
          head(mutant),
          mutant.chunked() ? chunks(mutant.body()) : mutant.sentBody(),
          mutant.whole() ? Framing.WHOLE : Framing.BROKEN);
    }

    private byte[] head(Mutant mutant) {
      StringBuilder head = new StringBuilder();
      head.append(mutant.method()).append(' ').append(mutant.path());
      if (!mutant.query().isEmpty()) {
        head.append('?')
            .append(
                IntStream.range(0, mutant.query().size() / 2)
                    .mapToObj(i -> mutant.query().get(2 * i) + "=" + mutant.query().get(2 * i + 1))
                    .collect(Collectors.joining("&")));
      }
      head.append(" HTTP/1.1\r\nHost: localhost\r\n");
      mutant.headers().forEach(header -> head.append(header).append("\r\n"));
      switch (mutant.authorization()) {
        case SIGNED ->
            signer
                .headers(
                    mutant.method(),
                    mutant.path(),
                    canonical(mutant.query()),
                    mutant.body(),
                    Instant.now())
                .forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
        case BEARER -> head.append("Authorization: Bearer " + server.credential("token") + "\r\n");
        case NONE -> {}
      }
      if (mutant.chunked()) {
        head.append("Transfer-Encoding: chunked\r\n");
      } else if (mutant.body().length > 0) {
        head.append("Content-Length: " + mutant.body().length + "\r\n");
      }
      return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private byte[] chunks(byte[] body) {
      ByteArrayOutputStream out = new ByteArrayOutputStream(body.length + 100);
      for (int at = 0; at < body.length; ) {
        int size = Math.min(body.length - at, 1 + random.nextInt(Math.max(100, body.length / 4)));
        out.writeBytes((Integer.toHexString(size) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.write(body, at, size);
        out.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        at += size;
      }
      out.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      return out.toByteArray();
    }
  }

  /** As Java clients sign a query: sorted by name, values in form encoding. */
  private static String canonical(List<String> query) {
    return IntStream.range(0, query.size() / 2)
        .mapToObj(i -> Map.entry(decode(query.get(2 * i)), decode(query.get(2 * i + 1))))
        .sorted(Comparator.comparing(Map.Entry<String, String>::getKey))
        .map(
            each ->
                each.getValue().isEmpty()
                    ? each.getKey()
                    : each.getKey()
                        + "="
                        + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  private static boolean isRefusalOrSuccess(String method, Answer answer) {
    int status = answer.status();
    if (status < 300) {
      return true;
    }
    if (status < 400 || (status >= 500 && status != 501)) {
      return false;
    }
    if (method.equals("HEAD")) {
      return true;
    }
    try {
      JsonNode error = JSON.readTree(answer.body());
      boolean problem = "application/problem+json".equals(answer.headers().get("content-type"));
      JsonNode told = error.path(problem ? "status" : "code");
      return told.isInt() && told.intValue() == status;
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  private static String describe(Mutant mutant) {
    return mutant.method()
        + " "
        + cut(mutant.path())
        + " "
        + cut(mutant.query().toString())
        + " "
        + cut(mutant.headers().toString())
        + " "
        + mutant.authorization()
        + (mutant.chunked() ? " chunked " : " ")
        + mutant.sent()
        + " of "
        + mutant.body().length
        + " bytes: "
        + cut(new String(mutant.body(), StandardCharsets.UTF_8));
  }

  private static String cut(String text) {
    return text.length() <= 1500 ? text : text.substring(0, 1500) + "...";
  }
}
