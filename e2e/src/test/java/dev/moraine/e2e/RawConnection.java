package dev.moraine.e2e;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Sends bytes as they stand, which no client library would; one request at a time. */
final class RawConnection implements AutoCloseable {
  private static final int PATIENCE_MS = 30_000;

  private final int port;
  private Optional<Socket> open = Optional.empty();

  RawConnection(int port) {
    this.port = port;
  }

  /**
   * What came back.
   *
   * @param body empty when there was none
   */
  record Answer(int status, Map<String, String> headers, String body) {}

  /** Whether the bytes are a whole request, after which the connection can be used again. */
  enum Framing {
    WHOLE,
    BROKEN
  }

  /**
   * @return empty when the server closed the connection without an answer
   * @throws java.net.SocketTimeoutException when it neither answered nor closed
   */
  Optional<Answer> send(String method, byte[] head, byte[] body, Framing framing)
      throws IOException {
    // A server may close a connection between two requests; clients then take a new one.
    boolean used = open.isPresent();
    Optional<Answer> answer = sendOnce(method, head, body, framing);
    return answer.isEmpty() && used ? sendOnce(method, head, body, framing) : answer;
  }

  private Optional<Answer> sendOnce(String method, byte[] head, byte[] body, Framing framing)
      throws IOException {
    Socket socket = connected();
    try {
      write(socket, head, body, framing);
      Optional<Answer> answer = read(socket, method);
      boolean last =
          framing == Framing.BROKEN
              || answer.isEmpty()
              || "close".equalsIgnoreCase(answer.get().headers().get("connection"));
      if (last) {
        close();
      }
      return answer;
    } catch (SocketException e) {
      close();
      return Optional.empty();
    } catch (IOException | IllegalStateException e) {
      close();
      throw e;
    }
  }

  private Socket connected() throws IOException {
    if (open.isEmpty()) {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(PATIENCE_MS);
      socket.setTcpNoDelay(true);
      open = Optional.of(socket);
    }
    return open.get();
  }

  // A server that refuses while we still write closes its side; its answer is there to be read.
  private static void write(Socket socket, byte[] head, byte[] body, Framing framing) {
    try {
      OutputStream out = new BufferedOutputStream(socket.getOutputStream());
      out.write(head);
      out.write(body);
      out.flush();
      if (framing == Framing.BROKEN) {
        socket.shutdownOutput();
      }
    } catch (IOException e) {
      // Told by what can be read, or not read, next.
    }
  }

  private static Optional<Answer> read(Socket socket, String method) throws IOException {
    InputStream in = new BufferedInputStream(socket.getInputStream());
    Optional<String> statusLine;
    Map<String, String> headers;
    int status;
    do {
      statusLine = line(in);
      if (statusLine.isEmpty()) {
        return Optional.empty();
      }
      status = status(statusLine.get());
      headers = headers(in);
    } while (status < 200);
    return Optional.of(new Answer(status, headers, body(in, method, status, headers)));
  }

  private static int status(String line) {
    if (!line.matches("HTTP/1[.]1 [1-9][0-9]{2}( .*)?")) {
      throw new IllegalStateException("Where an answer begins, there was: " + line);
    }
    return Integer.parseInt(line.substring(9, 12));
  }

  private static Map<String, String> headers(InputStream in) throws IOException {
    Map<String, String> headers = new HashMap<>();
    for (String line = line(in).orElse(""); !line.isEmpty(); line = line(in).orElse("")) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).trim());
    }
    return headers;
  }

  private static String body(InputStream in, String method, int status, Map<String, String> headers)
      throws IOException {
    if (method.equals("HEAD") || status == 204 || status == 304) {
      return "";
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
      int size;
      do {
        size = Integer.parseInt(line(in).orElseThrow(EOFException::new), 16);
        body.write(in.readNBytes(size));
        line(in);
      } while (size > 0);
    } else if (headers.containsKey("content-length")) {
      body.write(in.readNBytes(Integer.parseInt(headers.get("content-length"))));
    } else {
      in.transferTo(body);
    }
    return body.toString(StandardCharsets.UTF_8);
  }

  /** Empty at the stream's end, or when the other side broke the connection. */
  private static Optional<String> line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = in.read();
    while (next != '\n') {
      if (next < 0) {
        return Optional.empty();
      }
      line.write(next);
      next = in.read();
    }
    return Optional.of(line.toString(StandardCharsets.ISO_8859_1).stripTrailing());
  }

  @Override
  public void close() throws IOException {
    if (open.isPresent()) {
      open.get().close();
      open = Optional.empty();
    }
  }
}
