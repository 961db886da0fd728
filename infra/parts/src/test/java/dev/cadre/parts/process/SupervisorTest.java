package dev.cadre.parts.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class SupervisorTest {

  private static final Backoff QUICK =
      new Backoff(Duration.ofMillis(20), Duration.ofMillis(80), Duration.ofSeconds(30));

  @TempDir Path folder;

  private static final class Sleeper implements Part {
    private final AtomicInteger starts = new AtomicInteger();
    private final String words;

    Sleeper(String words) {
      this.words = words;
    }

    @Override
    public String name() {
      return "sleeper";
    }

    @Override
    public String address() {
      return "nowhere";
    }

    @Override
    public Process start(Path log) throws IOException {
      starts.incrementAndGet();
      return new ProcessBuilder("sh", "-c", words)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
          .start();
    }

    @Override
    public boolean ready() {
      return starts.get() > 0;
    }

    @Override
    public Duration grace() {
      return Duration.ofMillis(500);
    }
  }

  private Supervisor supervisor() {
    return new Supervisor(folder.resolve("run"), folder.resolve("log"), QUICK, Progress.SILENT);
  }

  private ProcessHandle await(PidFile file, long not) throws InterruptedException {
    while (true) {
      var found = file.find().filter(p -> p.pid() != not);
      if (found.isPresent()) {
        return found.get();
      }
      Thread.sleep(10);
    }
  }

  @Test
  void startsADeadPartAgain() throws Exception {
    Supervisor supervisor = supervisor();
    PidFile pid = new PidFile(folder.resolve("run"), "sleeper");
    supervisor.keep(new Sleeper("exec sleep 60"));
    ProcessHandle first = await(pid, -1);
    first.destroyForcibly();
    ProcessHandle second = await(pid, first.pid());
    assertThat(second.isAlive()).isTrue();
    supervisor.stop();
    assertThat(second.isAlive()).isFalse();
    assertThat(pid.find()).isEmpty();
  }

  @Test
  void neverGivesUpOnAPartThatDiesAtOnce() throws Exception {
    Supervisor supervisor = supervisor();
    Sleeper part = new Sleeper("echo no; exit 3");
    supervisor.keep(part);
    while (part.starts.get() < 6) {
      Thread.sleep(10);
    }
    supervisor.stop();
    int starts = part.starts.get();
    Thread.sleep(200);
    assertThat(part.starts.get()).isEqualTo(starts);
    assertThat(LogTail.of(folder.resolve("log/sleeper.log"), 2)).containsExactly("no", "no");
  }

  @Test
  void killsWhatDoesNotListen() throws Exception {
    Supervisor supervisor = supervisor();
    PidFile pid = new PidFile(folder.resolve("run"), "sleeper");
    supervisor.keep(new Sleeper("trap '' TERM; while :; do sleep 0.1; done"));
    ProcessHandle deaf = await(pid, -1);
    Thread.sleep(100);
    supervisor.stop();
    assertThat(deaf.isAlive()).isFalse();
  }

  @Test
  void endsWhatAnEarlierSupervisorLeft() throws Exception {
    Process left = new ProcessBuilder("sleep", "60").start();
    PidFile pid = new PidFile(folder.resolve("run"), "sleeper");
    pid.write(left.toHandle());
    Supervisor supervisor = supervisor();
    supervisor.keep(new Sleeper("exec sleep 60"));
    assertThat(left.isAlive()).isFalse();
    supervisor.stop();
  }

  @Test
  void neverTouchesAProcessThatOnlyHasTheNumber() throws Exception {
    Process foreign = new ProcessBuilder("sleep", "60").start();
    try {
      Path run = Files.createDirectories(folder.resolve("run"));
      Files.writeString(run.resolve("sleeper.pid"), foreign.pid() + "\n");
      Files.writeString(run.resolve("sleeper.started"), "2020-01-01T00:00:00Z");
      assertThat(new PidFile(run, "sleeper").find()).isEmpty();
      Supervisor supervisor = supervisor();
      supervisor.keep(new Sleeper("exec sleep 60"));
      supervisor.stop();
      assertThat(foreign.isAlive()).isTrue();
    } finally {
      foreign.destroyForcibly();
    }
  }

  @Test
  void waitsLongerAfterEachQuickDeathAndForgetsAfterAGoodRun() {
    Backoff backoff = Backoff.DEFAULT;
    assertThat(backoff.pause(1)).isEqualTo(Duration.ofMillis(500));
    assertThat(backoff.pause(2)).isEqualTo(Duration.ofSeconds(1));
    assertThat(backoff.pause(6)).isEqualTo(Duration.ofSeconds(10));
    assertThat(backoff.pause(1000)).isEqualTo(Duration.ofSeconds(10));
    assertThat(backoff.deaths(5, Duration.ofSeconds(1))).isEqualTo(6);
    assertThat(backoff.deaths(5, Duration.ofMinutes(1))).isEqualTo(1);
  }
}
