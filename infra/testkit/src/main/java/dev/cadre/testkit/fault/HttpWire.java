package dev.cadre.testkit.fault;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** As much of HTTP/1.1 as a test needs, on a bare socket, so that it can also be broken. */
final class HttpWire {

  /** A request; header names in lower case. */
  record Request(String method, String path, Map<String, String> headers, String body) {}

  private static final int LINE_LIMIT = 64 * 1024;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  HttpWire(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
  }

  /** The next request, or null when the peer has closed. */
  @Nullable Request read() throws IOException {
    String line = line();
    if (line == null || line.isEmpty()) {
      return null;
    }
    String[] words = line.split(" ", 3);
    if (words.length != 3) {
      throw new IOException("no HTTP request line");
    }
    Map<String, String> headers = new LinkedHashMap<>();
    for (String header = line(); header != null && !header.isEmpty(); header = line()) {
      int colon = header.indexOf(':');
      if (colon > 0) {
        headers.put(
            header.substring(0, colon).trim().toLowerCase(Locale.ROOT),
            header.substring(colon + 1).trim());
      }
    }
    return new Request(words[0], words[1], headers, body(headers));
  }

  private String body(Map<String, String> headers) throws IOException {
    if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
      return chunks();
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    return new String(exactly(length), StandardCharsets.UTF_8);
  }

  private String chunks() throws IOException {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    while (true) {
      String size = line();
      int length = size == null ? 0 : Integer.parseInt(size.split(";", 2)[0].trim(), 16);
      whole.writeBytes(exactly(length));
      line();
      if (length == 0) {
        return whole.toString(StandardCharsets.UTF_8);
      }
    }
  }

  private byte[] exactly(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the request's body ends early");
    }
    return bytes;
  }

  private @Nullable String line() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        return bytes.size() == 0 ? null : bytes.toString(StandardCharsets.ISO_8859_1);
      }
      if (bytes.size() > LINE_LIMIT) {
        throw new IOException("a header line is too long");
      }
      bytes.write(next);
    }
    return bytes.toString(StandardCharsets.ISO_8859_1).stripTrailing();
  }

  /** The head of an answer whose body has this length. */
  void head(int status, Map<String, String> headers, int length) throws IOException {
    StringBuilder head = new StringBuilder("HTTP/1.1 ").append(status).append(" Scripted\r\n");
    if (headers.keySet().stream().noneMatch("content-type"::equalsIgnoreCase)) {
      head.append("Content-Type: application/json\r\n");
    }
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    head.append("Content-Length: ").append(length).append("\r\n\r\n");
    bytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  void bytes(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  /** Blocks until the peer goes away. */
  void untilClosed() throws IOException {
    while (in.read() >= 0) {
      // Whatever still comes is not answered.
    }
  }

  /** Ends the connection with a TCP reset. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }
}
