package dev.moraine.engines.process;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * Picks free ports of 127.0.0.1, all different while this is open.
 *
 * <p>Between closing this and the child's own bind somebody else may take a port; the child then
 * fails to start, which is told.
 */
public final class LoopbackPorts implements Closeable {
  private final List<ServerSocket> held = new ArrayList<>();

  /** The preferred port, or any other when that is taken; 0 prefers none. */
  public int pick(int preferred) {
    try {
      return hold(preferred);
    } catch (IOException taken) {
      try {
        return hold(0);
      } catch (IOException none) {
        throw new UncheckedIOException("127.0.0.1 has no free port", none);
      }
    }
  }

  private int hold(int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
    } catch (IOException taken) {
      socket.close();
      throw taken;
    }
    held.add(socket);
    return socket.getLocalPort();
  }

  @Override
  public void close() {
    for (ServerSocket socket : held) {
      try {
        socket.close();
      } catch (IOException ignored) {
        // It listens on nothing that anybody was told of.
      }
    }
  }
}
