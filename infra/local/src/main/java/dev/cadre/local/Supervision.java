package dev.cadre.local;

import dev.cadre.parts.postgres.PostgresServer;
import dev.cadre.parts.process.Backoff;
import dev.cadre.parts.process.Part;
import dev.cadre.parts.process.PartFailure;
import dev.cadre.parts.process.PidFile;
import dev.cadre.parts.process.Progress;
import dev.cadre.parts.process.Supervisor;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/** The detached process that keeps the parts running until it is asked to end. */
final class Supervision {

  static final String NAME = "supervisor";
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final StateFolder state;
  private final Stack stack;
  private final Supervisor supervisor;
  private final CountDownLatch ended = new CountDownLatch(1);

  Supervision(StateFolder state, Stack stack) {
    this.state = state;
    this.stack = stack;
    this.supervisor = new Supervisor(state.run(), state.logs(), backoff(stack.settings()), log());
  }

  private static Backoff backoff(Settings settings) {
    Duration longest = settings.duration("cadre.local.longest-pause", Backoff.DEFAULT.most());
    Duration first = Backoff.DEFAULT.first();
    return new Backoff(
        first.compareTo(longest) < 0 ? first : longest, longest, Backoff.DEFAULT.settled());
  }

  static Progress log() {
    return line -> System.out.println(Instant.now() + " " + line);
  }

  /** Returns when it was asked to end and all parts are gone. */
  void run() throws IOException, InterruptedException {
    PidFile pid = new PidFile(state.run(), NAME);
    pid.write(ProcessHandle.current());
    stack.settings().save(state.running());
    state.marks().write(stack.settings());
    Files.writeString(state.run().resolve("api.url"), stack.api.address() + "\n");
    Thread starter = Thread.currentThread();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(pid, starter)));
    start(stack.postgres, stack.temporal);
    // Both try until what they stand on is there; their own start takes longer than that.
    start(stack.api, stack.worker);
    prepareDatabase();
    ended.await();
  }

  private void start(Part... parts) throws IOException, InterruptedException {
    supervisor.keep(Stream.of(parts).filter(Stack::ours).toArray(Part[]::new));
  }

  private void prepareDatabase() throws InterruptedException {
    if (!(stack.postgres instanceof PostgresServer postgres)) {
      return;
    }
    while (!supervisor.awaitReady(postgres, PATIENCE)) {
      log().say(postgres.name() + " is still not ready");
    }
    boolean prepared = false;
    while (!prepared) {
      try {
        postgres.prepare();
        prepared = true;
      } catch (PartFailure e) {
        log().say(e.reason() + " " + e.remedy());
        Thread.sleep(2000);
      }
    }
  }

  private void end(PidFile pid, Thread starter) {
    try {
      log().say("stopping");
      starter.interrupt();
      supervisor.stop();
      pid.delete();
      log().say("stopped");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      log().say("pid file stays: " + e.getMessage());
    }
    ended.countDown();
  }
}
