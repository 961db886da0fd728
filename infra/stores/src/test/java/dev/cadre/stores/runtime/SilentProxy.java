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
import java.util.function.BooleanSupplier;

/**
 * Stands between a client and a server on this machine, and may lose what they say to each other
 * while its connections stay open, as a network does: neither notices when the other has gone.
 */
final class SilentProxy implements AutoCloseable {

  private static final int CHUNK = 8192;

  private final ServerSocket door;
  private final int server;
  private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
  private final Set<Socket> silent = ConcurrentHashMap.newKeySet();
  private volatile boolean silence;
  private volatile boolean deaf;

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

  /** The same, and what goes there is lost too. */
  void cut() {
    deaf = true;
    silence();
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
    Thread.ofVirtual().start(() -> pass(client, behind, () -> deaf && silent.contains(client)));
    Thread.ofVirtual().start(() -> pass(behind, client, () -> silent.contains(client)));
  }

  private static void pass(Socket from, Socket to, BooleanSupplier lost) {
    byte[] chunk = new byte[CHUNK];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        if (!lost.getAsBoolean()) {
          out.write(chunk, 0, read);
        }
      }
      if (!lost.getAsBoolean()) {
        to.close();
      }
    } catch (IOException e) {
      // One of both is gone; the other hears of it when it speaks.
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
