package dev.cadre.testkit.fault;

import dev.cadre.testkit.fault.HttpWire.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Speaks the dialects of OpenAI, Anthropic, Google, Mistral and Ollama and plain HTTP for tools on
 * a free loopback port, answers rightly unless a script says otherwise, and records every request
 * in a ledger.
 */
public final class FaultServer implements AutoCloseable {

  private final ServerSocket listener;
  private final Script script = new Script();
  private final List<SeenCall> ledger = new ArrayList<>();
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

  private FaultServer(ServerSocket listener) {
    this.listener = listener;
  }

  /** A server on a free port. */
  public static FaultServer start() {
    return start(0);
  }

  public static FaultServer start(int port) {
    try {
      FaultServer server =
          new FaultServer(new ServerSocket(port, 200, InetAddress.getLoopbackAddress()));
      Thread.ofVirtual().name("fault-server").start(server::accept);
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return listener.getLocalPort();
  }

  public URI baseUrl() {
    return URI.create("http://127.0.0.1:" + port());
  }

  /** The next fitting calls get these, one each, in this order. */
  public FaultServer script(Match match, Fault... faults) {
    script.enqueue(match, List.of(faults));
    return this;
  }

  /** Every fitting call gets this when no queue holds something for it; the latest rule wins. */
  public FaultServer always(Match match, Fault fault) {
    script.always(match, fault);
    return this;
  }

  /** Forgets the script; the ledger stays. */
  public FaultServer forgetScript() {
    script.clear();
    return this;
  }

  /** Every request so far, in the order of arrival. */
  public synchronized List<SeenCall> ledger() {
    return List.copyOf(ledger);
  }

  /** Forgets the requests so far, which a benchmark of a million of them would not hold. */
  public synchronized FaultServer forgetLedger() {
    ledger.clear();
    return this;
  }

  /** How many requests asked for this model. */
  public long calls(String model) {
    return ledger().stream().filter(call -> model.equals(call.model())).count();
  }

  /** Connections that are open now: a hanging call that its client gave up is none. */
  public int openConnections() {
    return connections.size();
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Socket connection : connections) {
        connection.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        // Head and body leave one by one; else the body would wait for the caller's delayed ACK.
        socket.setTcpNoDelay(true);
        connections.add(socket);
        Thread.ofVirtual().name("fault-call").start(() -> serve(socket));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      HttpWire wire = new HttpWire(socket);
      for (Request request = wire.read(); request != null; request = wire.read()) {
        if (!answer(wire, request)) {
          return;
        }
      }
    } catch (IOException e) {
      // The client went away, which is what tests of timeouts and cancels do.
    } finally {
      connections.remove(socket);
    }
  }

  private boolean answer(HttpWire wire, Request request) throws IOException {
    if (request.path().startsWith("/_")) {
      Control.answer(this, wire, request);
      return true;
    }
    String model = ModelAnswers.model(request);
    Fault fault = script.next(request.path(), model, request.headers());
    SeenCall seen = record(request, model, fault);
    return new FaultAnswer(wire, request, seen.seq(), fault, model).send();
  }

  private synchronized SeenCall record(Request request, @Nullable String model, Fault fault) {
    SeenCall call =
        new SeenCall(
            ledger.size() + 1L,
            Instant.now(),
            request.method(),
            request.path(),
            model,
            request.headers(),
            request.body(),
            fault.kind());
    ledger.add(call);
    return call;
  }
}
