package dev.cadre.activities.llm;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A server that says bytes as they are, keeps the connection open, and reads nothing. */
final class RawServer implements AutoCloseable {

  /** What a flood would send if it were let. */
  static final long ALL = 400L * 1024 * 1024;

  private final ServerSocket listener;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Long> sent = new CompletableFuture<>();

  private RawServer(String head, long more) throws IOException {
    listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(() -> serve(head, more));
  }

  static RawServer saying(String text) throws IOException {
    return new RawServer(text, 0);
  }

  static RawServer flooding(int status) throws IOException {
    String head = "HTTP/1.1 " + status + " It\r\nContent-Length: " + ALL + "\r\n\r\n";
    return new RawServer(head, ALL);
  }

  private void serve(String head, long more) {
    long count = 0;
    try {
      Socket socket = listener.accept();
      sockets.add(socket);
      OutputStream out = socket.getOutputStream();
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      byte[] part = new byte[64 * 1024];
      for (; count < more; count += part.length) {
        out.write(part);
      }
    } catch (IOException e) {
      // The other side has gone, as it should.
    } finally {
      sent.complete(count);
    }
  }

  String origin(String scheme) {
    return scheme + "://127.0.0.1:" + listener.getLocalPort();
  }

  /** How much of a flood was taken, once it has ended. */
  long sent() throws Exception {
    return sent.get(30, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
