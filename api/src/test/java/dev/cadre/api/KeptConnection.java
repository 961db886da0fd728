package dev.cadre.api;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** One connection to the API, kept alive, on which several requests may be sent at once. */
final class KeptConnection implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 10_000;
  private static final String LENGTH = "content-length:";

  private final Socket socket;
  private final InputStream answers;

  KeptConnection(RunningApi api) throws IOException {
    URI address = URI.create(api.address());
    socket = new Socket(address.getHost(), address.getPort());
    socket.setSoTimeout(PATIENCE_MILLIS);
    answers = new BufferedInputStream(socket.getInputStream());
  }

  /** Asks for all paths in one write, so that all but the first have to wait for their turn. */
  void ask(String... paths) throws IOException {
    String requests =
        Arrays.stream(paths)
            .map(path ->
                "GET %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n"
                    .formatted(path, RunningApi.REQUESTER))
            .collect(Collectors.joining());
    socket.getOutputStream().write(requests.getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * The status of the next answer, which is read to its end; it must say its length.
   *
   * @throws java.net.SocketTimeoutException when none comes
   */
  int status() throws IOException {
    int status = Integer.parseInt(line().split(" ")[1]);
    int length = 0;
    for (String line = line(); !line.isEmpty(); line = line()) {
      if (line.toLowerCase(Locale.ROOT).startsWith(LENGTH)) {
        length = Integer.parseInt(line.substring(LENGTH.length()).strip());
      }
    }
    answers.skipNBytes(length);
    return status;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = answers.read(); next != '\n'; next = answers.read()) {
      if (next < 0) {
        throw new EOFException("The API closed the connection.");
      }
      line.append((char) next);
    }
    return line.toString().strip();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
