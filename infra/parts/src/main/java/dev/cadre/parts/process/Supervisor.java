package dev.cadre.parts.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Keeps parts running: a dead one is started again, for ever, until all are stopped. */
public final class Supervisor {

  private static final long LOG_LIMIT = 16L << 20;

  private final Path run;
  private final Path logs;
  private final Backoff backoff;
  private final Progress progress;
  private final List<List<Watch>> waves = new CopyOnWriteArrayList<>();

  /**
   * @param run folder of the pid files
   * @param logs folder of the log files
   */
  public Supervisor(Path run, Path logs, Backoff backoff, Progress progress) {
    this.run = run;
    this.logs = logs;
    this.backoff = backoff;
    this.progress = progress;
  }

  /**
   * Starts parts that do not stand on one another and keeps them running; they are stopped together
   * too. One that an earlier supervisor left is ended first.
   */
  public void keep(Part... parts) throws IOException, InterruptedException {
    Files.createDirectories(run);
    Files.createDirectories(logs);
    List<Watch> wave = new ArrayList<>();
    for (Part part : parts) {
      PidFile pid = new PidFile(run, part.name());
      endLeft(part, pid);
      wave.add(new Watch(part, pid, logs.resolve(part.name() + ".log")));
    }
    waves.add(wave);
    wave.forEach(Watch::begin);
  }

  private void endLeft(Part part, PidFile pid) throws IOException, InterruptedException {
    Optional<ProcessHandle> left = pid.find();
    if (left.isPresent()) {
      progress.say(part.name() + ": ending pid " + left.get().pid() + ", left by an earlier start");
      Stopping.stop(left.get(), part::askToStop, part.grace());
    }
  }

  /** Waits until the part is ready; false when it is not within that time. */
  public boolean awaitReady(Part part, Duration within) throws InterruptedException {
    long end = System.nanoTime() + within.toNanos();
    while (!part.ready()) {
      if (System.nanoTime() > end) {
        return false;
      }
      Thread.sleep(100);
    }
    return true;
  }

  /** Stops all parts, those started last first; returns when all are gone. */
  public void stop() throws InterruptedException {
    for (List<Watch> wave : waves) {
      wave.forEach(watch -> watch.stopping.countDown());
    }
    for (List<Watch> wave : waves.reversed()) {
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        threads.invokeAll(wave);
      }
    }
    waves.clear();
  }

  private final class Watch implements Callable<Boolean> {

    private final Part part;
    private final PidFile pid;
    private final Path log;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private @Nullable Process process;
    private @Nullable Thread thread;

    Watch(Part part, PidFile pid, Path log) {
      this.part = part;
      this.pid = pid;
      this.log = log;
    }

    void begin() {
      thread = Thread.ofPlatform().name("watch-" + part.name()).start(this::loop);
    }

    private void loop() {
      int deaths = 0;
      try {
        while (stopping.getCount() > 0) {
          Instant begun = Instant.now();
          String end = once();
          if (stopping.getCount() == 0) {
            return;
          }
          deaths = backoff.deaths(deaths, Duration.between(begun, Instant.now()));
          Duration pause = backoff.pause(deaths);
          progress.say(part.name() + " " + end + "; starting again in " + pause.toMillis() + " ms");
          if (stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
            return;
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private String once() throws InterruptedException {
      try {
        rotate();
        Process started;
        synchronized (this) {
          if (stopping.getCount() == 0) {
            return "is stopping";
          }
          started = part.start(log);
          process = started;
          pid.write(started.toHandle());
        }
        progress.say(part.name() + " started, pid " + started.pid());
        return "ended with exit code " + started.waitFor();
      } catch (IOException e) {
        return "could not be started: " + e.getMessage();
      } catch (PartFailure e) {
        return "could not be started: " + e.reason() + " " + e.remedy();
      }
    }

    private void rotate() throws IOException {
      if (Files.exists(log) && Files.size(log) > LOG_LIMIT) {
        Files.move(
            log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
      }
    }

    /** Ends the process. */
    @Override
    public Boolean call() throws InterruptedException {
      Process running;
      synchronized (this) {
        running = process;
      }
      if (running != null && running.isAlive()) {
        Stopping.stop(running.toHandle(), part::askToStop, part.grace());
      }
      Thread watcher = thread;
      if (watcher != null) {
        watcher.join(5000);
      }
      try {
        pid.delete();
      } catch (IOException e) {
        progress.say(part.name() + ": pid file stays: " + e.getMessage());
      }
      progress.say(part.name() + " stopped");
      return true;
    }
  }
}
