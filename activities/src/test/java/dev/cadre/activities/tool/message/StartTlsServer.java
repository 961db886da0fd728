package dev.cadre.activities.tool.message;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** SMTP with STARTTLS, word by word (RFC 5321, RFC 3207), with the faults that a test asks for. */
final class StartTlsServer implements AutoCloseable {

  /** What goes wrong. */
  enum Fault {
    NONE,
    /** Knows no recipient. */
    UNKNOWN_RECIPIENT,
    /** Breaks off when it has the whole mail. */
    CUT
  }

  private final ServerSocket listening;
  private final SSLContext tls;
  private final Fault fault;
  private final List<String> heard = new CopyOnWriteArrayList<>();

  StartTlsServer(SSLContext tls, Fault fault) throws IOException {
    this.tls = tls;
    this.fault = fault;
    this.listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().start(this::serve);
  }

  int port() {
    return listening.getLocalPort();
  }

  /** Each command in order; {@code tls } in front of those that came encrypted. */
  List<String> heard() {
    return List.copyOf(heard);
  }

  private void serve() {
    try (Socket socket = listening.accept()) {
      say(socket, "220 here");
      talk(socket, "");
    } catch (IOException e) {
      // The test is over.
      heard.add("closed");
    }
  }

  private void talk(Socket socket, String secure) throws IOException {
    BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String word = line.split(" ", 2)[0].toUpperCase(Locale.ROOT);
      heard.add(secure + word);
      if (word.equals("STARTTLS")) {
        say(socket, "220 go on");
        talk(wrapped(socket), "tls ");
        return;
      }
      if (word.equals("DATA") && !data(socket, lines)) {
        return;
      }
      if (!word.equals("DATA")) {
        say(socket, answer(word, secure.isEmpty()));
      }
    }
  }

  private String answer(String word, boolean clear) {
    return switch (word) {
      case "EHLO" -> "250-here\r\n250 " + (clear ? "STARTTLS" : "AUTH PLAIN");
      case "AUTH" -> "235 welcome";
      case "RCPT" -> fault == Fault.UNKNOWN_RECIPIENT ? "550 nobody" : "250 yes";
      case "QUIT" -> "221 bye";
      default -> "250 yes";
    };
  }

  private boolean data(Socket socket, BufferedReader lines) throws IOException {
    say(socket, "354 go on");
    for (String line = lines.readLine(); !".".equals(line); line = lines.readLine()) {
      if (line == null) {
        return false;
      }
    }
    if (fault == Fault.CUT) {
      return false;
    }
    say(socket, "250 taken");
    return true;
  }

  private Socket wrapped(Socket socket) throws IOException {
    SSLSocket secure =
        (SSLSocket) tls.getSocketFactory().createSocket(socket, null, socket.getPort(), true);
    secure.setUseClientMode(false);
    secure.startHandshake();
    return secure;
  }

  private static void say(Socket socket, String line) throws IOException {
    socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }

  @Override
  public void close() {
    try {
      listening.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
