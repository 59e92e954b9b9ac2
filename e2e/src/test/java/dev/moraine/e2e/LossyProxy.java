package dev.moraine.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Stands between clients and a server: every request arrives, some twice, and some answers do not.
 *
 * <p>Knows of HTTP that a request begins with its line, and that the server speaks when it is
 * complete, so the first bytes after those of a client begin an answer.
 */
final class LossyProxy implements AutoCloseable {
  private static final Duration SILENCE = Duration.ofMillis(500);
  private static final int BUFFER = 64 * 1024;

  /** What becomes of an answer. */
  enum Fate {
    DELIVERED,
    /** The connection ends instead. */
    DROPPED,
    /** The connection ends within the answer. */
    CUT,
    /** Nothing happens for long; then the connection ends. */
    WITHHELD,
    /** The request is sent once more, as clients do after a gateway's 503; that answer arrives. */
    REPEATED
  }

  private final int serverPort;
  private final double share;
  private final Pattern counted;
  private final ServerSocket listening;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Map<Fate, Integer> fates = new TreeMap<>();
  private final Random random = new Random(3);

  /**
   * @param share of answers that are not simply delivered
   * @param counted what the lines of those requests begin with whose fates are counted
   */
  LossyProxy(int serverPort, double share, String counted) throws IOException {
    this.serverPort = serverPort;
    this.share = share;
    this.counted = Pattern.compile(counted);
    listening = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + listening.getLocalPort());
  }

  /** How many answers to the counted requests met which fate. */
  synchronized Map<Fate, Integer> fates() {
    return new TreeMap<>(fates);
  }

  /** Whether each fate was met by at least so many. */
  synchronized boolean metEach(int times) {
    return Stream.of(Fate.values()).allMatch(fate -> fates.getOrDefault(fate, 0) >= times);
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        new Connection(listening.accept()).start();
      } catch (IOException e) {
        // The listening socket was closed, or the server is not there for this one client.
        continue;
      }
    }
  }

  private final class Connection {
    private final Socket client;
    private volatile Socket server;
    private final ByteArrayOutputStream request = new ByteArrayOutputStream();
    private final AtomicBoolean answerBegins = new AtomicBoolean();

    private Connection(Socket client) throws IOException {
      this.client = client;
      open.add(client);
      try {
        server = connect();
      } catch (IOException e) {
        end(client);
        throw e;
      }
    }

    private Socket connect() throws IOException {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), serverPort);
      open.add(socket);
      return socket;
    }

    private void start() {
      threads.execute(() -> untilEitherEnds(this::passRequests));
      threads.execute(() -> untilEitherEnds(this::passAnswers));
    }

    private void passRequests() throws IOException {
      InputStream in = client.getInputStream();
      byte[] buffer = new byte[BUFFER];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        synchronized (request) {
          if (!answerBegins.getAndSet(true)) {
            request.reset();
          }
          request.write(buffer, 0, read);
        }
        server.getOutputStream().write(buffer, 0, read);
      }
    }

    private void passAnswers() throws IOException {
      OutputStream out = client.getOutputStream();
      byte[] buffer = new byte[BUFFER];
      int read = server.getInputStream().read(buffer);
      while (read >= 0) {
        switch (answerBegins.getAndSet(false) ? nextFate(requestText()) : Fate.DELIVERED) {
          case DELIVERED -> out.write(buffer, 0, read);
          case CUT -> {
            out.write(buffer, 0, read / 2);
            return;
          }
          case DROPPED -> {
            return;
          }
          case WITHHELD -> {
            MoraineProcess.sleep(SILENCE);
            return;
          }
          case REPEATED -> repeat();
        }
        read = server.getInputStream().read(buffer);
      }
    }

    private String requestText() {
      synchronized (request) {
        return request.toString(StandardCharsets.ISO_8859_1);
      }
    }

    private void repeat() throws IOException {
      end(server);
      server = connect();
      synchronized (request) {
        server.getOutputStream().write(request.toByteArray());
      }
    }

    private void untilEitherEnds(Pass pass) {
      try {
        pass.run();
      } catch (IOException e) {
        // One side is gone, so the other goes too.
      } finally {
        end(client);
        end(server);
      }
    }
  }

  private interface Pass {
    void run() throws IOException;
  }

  private synchronized Fate nextFate(String request) {
    Fate[] all = Fate.values();
    Fate fate =
        random.nextDouble() < share ? all[1 + random.nextInt(all.length - 1)] : Fate.DELIVERED;
    if (counted.matcher(request).lookingAt()) {
      fates.merge(fate, 1, Integer::sum);
    }
    return fate;
  }

  private void end(Socket socket) {
    open.remove(socket);
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    open.forEach(this::end);
    threads.shutdown();
  }
}
