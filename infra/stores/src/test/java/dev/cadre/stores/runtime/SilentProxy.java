package dev.cadre.stores.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Stands between a client and a server on this machine, and may let nothing more come back while
 * its connections stay open, as when a network loses what the server says.
 */
final class SilentProxy implements AutoCloseable {

  private static final int CHUNK = 8192;

  private final ServerSocket door;
  private final int server;
  private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
  private final Set<Socket> silent = ConcurrentHashMap.newKeySet();
  private volatile boolean silence;

  /** In front of a port of this machine. */
  SilentProxy(int server) throws IOException {
    this.server = server;
    door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::serve);
  }

  int port() {
    return door.getLocalPort();
  }

  /** Loses what comes back, on connections that are open and on those that come. */
  void silence() {
    silent.addAll(open);
    silence = true;
  }

  /** Connections that come from now on are served; those that lost something stay silent. */
  void letNewOnesSpeak() {
    silence = false;
  }

  private void serve() {
    while (!door.isClosed()) {
      try {
        join(door.accept());
      } catch (IOException e) {
        // Closed, or the server refuses: then so does this.
      }
    }
  }

  @SuppressWarnings("resource") // closed with the proxy
  private void join(Socket client) throws IOException {
    open.add(client);
    if (silence) {
      silent.add(client);
    }
    Socket behind = new Socket(InetAddress.getLoopbackAddress(), server);
    open.add(behind);
    Thread.ofVirtual().start(() -> pass(client, behind, null));
    Thread.ofVirtual().start(() -> pass(behind, client, client));
  }

  private void pass(Socket from, Socket to, @org.jspecify.annotations.Nullable Socket loses) {
    byte[] chunk = new byte[CHUNK];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        if (loses == null || !silent.contains(loses)) {
          out.write(chunk, 0, read);
        }
      }
    } catch (IOException e) {
      // One of both is gone, and so is the other.
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
