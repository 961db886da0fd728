package dev.cadre.activities.tool.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.activities.tool.ToolFailed;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.step.AttemptFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server can do below HTTP; named {@code raw}. */
class McpSocketTest extends McpHttpFixture {

  private final AtomicInteger connected = new AtomicInteger();
  private final AtomicLong written = new AtomicLong();
  private ServerSocket raw;

  /** Does something with one connection; it is closed then. */
  private interface Deed {
    void with(Socket socket) throws IOException;
  }

  @BeforeEach
  void listen() throws IOException {
    raw = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    close();
    open(Map.of("raw", URI.create("http://127.0.0.1:" + raw.getLocalPort())));
  }

  @AfterEach
  void deafen() throws IOException {
    raw.close();
  }

  private Thread serve(Deed deed) {
    return Thread.startVirtualThread(() -> {
      while (!raw.isClosed()) {
        try {
          Socket socket = raw.accept();
          connected.incrementAndGet();
          Thread.startVirtualThread(() -> serve(socket, deed));
        } catch (IOException e) {
          return;
        }
      }
    });
  }

  private static void serve(Socket socket, Deed deed) {
    try (socket) {
      deed.with(socket);
    } catch (IOException e) {
      // The client has hung up.
    }
  }

  private void endless(Socket socket, String start, String piece) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(start.getBytes(StandardCharsets.UTF_8));
    byte[] bytes = piece.repeat(1000).getBytes(StandardCharsets.UTF_8);
    while (written.addAndGet(bytes.length) < 100_000_000) {
      out.write(bytes);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"header", "headers", "status", "length"})
  void readsNoHeadersWithoutEnd(String kind) {
    serve(socket -> {
      switch (kind) {
        case "header" -> endless(socket, "HTTP/1.1 200 OK\r\nX: ", "canary");
        case "headers" -> endless(socket, "HTTP/1.1 200 OK\r\n", "X: canary\r\n");
        case "status" -> endless(socket, "HTTP/1.1 200 ", "canary");
        default ->
            endless(
                socket,
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 100000000000\r\n\r\n{",
                " ");
      }
    });
    AttemptFailure failure = calls.failure("raw", "echo");
    assertThat(failure.category()).isEqualTo(FailureCategory.TOOL_FAILED);
    assertThat(failure.message())
        .contains(kind.equals("length") ? "more than 4 MiB" : "endless headers");
    assertThat(written.get()).isLessThan(12_000_000);
    works("json");
  }

  @Test
  void tellsAConnectionThatIsRefusedOrBreaks() throws Exception {
    Thread listener = serve(Socket::close);
    AttemptFailure broken = calls.failureOfEffect("raw", "echo");
    assertThat(broken.category()).isEqualTo(FailureCategory.TRANSPORT);
    assertThat(broken.message()).contains("broke the connection off at initialize");

    raw.close();
    listener.join();
    AttemptFailure refused = calls.failureOfEffect("raw", "echo");
    assertThat(refused.refused()).isTrue();
    assertThat(refused.message()).contains("cannot be connected to");
  }

  @Test
  void hangsUpAtTheDeadline() throws InterruptedException {
    CountDownLatch closed = new CountDownLatch(1);
    serve(socket -> {
      try {
        while (socket.getInputStream().read() >= 0) {}
      } finally {
        // An end, or a reset.
        closed.countDown();
      }
    });
    assertThat(calls.failure("raw", "echo").category()).isEqualTo(FailureCategory.TIMEOUT);
    assertThat(closed.await(1, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void tellsADeadlineAtEachOfItsSteps() {
    for (int micros = 0; micros < 4000; micros += 50) {
      McpCalls hasty = new McpCalls(servers(), Duration.ofNanos(micros * 1000L));
      try {
        assertThat(hasty.call("json", "echo")).isEqualTo(echoed());
      } catch (ToolFailed e) {
        assertThat(e.failure().category()).isEqualTo(FailureCategory.TIMEOUT);
      }
    }
  }

  @Test
  void letsAServerThatHangsHinderNoOther() throws InterruptedException {
    serve(socket -> {
      while (socket.getInputStream().read() >= 0) {}
    });
    List<Thread> callers = new ArrayList<>();
    Queue<FailureCategory> failures = new ConcurrentLinkedQueue<>();
    for (int i = 0; i < 300; i++) {
      callers.add(
          Thread.startVirtualThread(() -> failures.add(calls.failure("raw", "echo").category())));
    }
    for (int i = 0; i < 100 && connected.get() == 0; i++) {
      Thread.sleep(10);
    }
    long start = System.nanoTime();
    works("json");
    works("sse");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
    assertThat(callers).anyMatch(Thread::isAlive);
    for (Thread caller : callers) {
      assertThat(caller.join(DEADLINE.plusSeconds(2))).isTrue();
    }
    assertThat(failures).hasSize(300).containsOnly(FailureCategory.TIMEOUT);
    assertThat(connected.get()).isBetween(1, 50);
  }
}
