package dev.cadre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** F-23: API and worker are asked to stop (SIGTERM) under load, and nobody notices. */
@Timeout(180)
@ExtendWith(OnStack.class)
class ShutdownIT {

  private static final int CLIENTS = 6;

  private final Stack stack;

  ShutdownIT(Stack stack) {
    this.stack = stack;
  }

  /** As a balancer does: requests go there only while it says that it is ready. */
  @Test
  void saysThatItIsNotReadyBeforeItRefusesAnybody() {
    AtomicBoolean ready = new AtomicBoolean(true);
    AtomicBoolean stop = new AtomicBoolean();
    AtomicInteger answered = new AtomicInteger();
    List<String> failures = new CopyOnWriteArrayList<>();
    ProcessHandle api = stack.folder().process("api").orElseThrow();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < CLIENTS; i++) {
        threads.submit(() -> ask(ready, stop, answered, failures));
      }
      Await.pause(Duration.ofSeconds(1));
      api.destroy();
      Await.until(
          "it says that it is not ready", Duration.ofSeconds(10), () -> !Stack.ready(stack.api()));
      ready.set(false);
      Await.until("it has ended", Duration.ofSeconds(30), () -> !api.isAlive());
      stop.set(true);
    }

    System.out.println(answered + " requests answered till it stopped");
    assertThat(failures).isEmpty();
    assertThat(answered.get()).isGreaterThan(CLIENTS);
    Await.until("another one is ready", Duration.ofSeconds(60), () -> Stack.ready(stack.api()));
  }

  private void ask(
      AtomicBoolean ready, AtomicBoolean stop, AtomicInteger answered, List<String> failures) {
    while (!stop.get()) {
      if (!ready.get()) {
        Await.pause(Duration.ofMillis(20));
        continue;
      }
      try {
        Door.Reply reply = stack.requester().once("GET", "/v1/plans?limit=5", "", Map.of());
        if (reply.status() == 200) {
          answered.incrementAndGet();
        } else {
          failures.add(reply.toString());
        }
      } catch (IOException | RuntimeException | AssertionError e) {
        failures.add(Instant.now() + " " + e);
      }
    }
  }

  /** What it has begun it ends: no call is lost, so none is made twice. */
  @Test
  void aWorkerThatIsAskedToStopMakesNoCallTwice() {
    try (PlanLoad load = PlanLoad.on(stack, Soak.random())) {
      load.submit(12);
      ProcessHandle worker = stack.folder().process("worker").orElseThrow();
      worker.destroy();
      stack.awaitAnother("worker", worker.pid());

      load.mustHaveCompleted(List.of());
    }
  }
}
