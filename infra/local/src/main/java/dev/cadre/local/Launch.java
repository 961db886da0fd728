package dev.cadre.local;

import dev.cadre.parts.model.ModelWeights;
import dev.cadre.parts.postgres.PostgresServer;
import dev.cadre.parts.process.CacheFolder;
import dev.cadre.parts.process.Part;
import dev.cadre.parts.process.PartFailure;
import dev.cadre.parts.process.PidFile;
import dev.cadre.parts.process.Ports;
import dev.cadre.parts.process.Progress;
import dev.cadre.parts.process.Stopping;
import dev.cadre.parts.temporal.TemporalBinary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Brings the stack up and down. */
final class Launch {

  private static final Duration STOPPING = Duration.ofSeconds(90);

  private final StateFolder state;
  private final Progress progress;

  Launch(StateFolder state, Progress progress) {
    this.state = state;
    this.progress = progress;
  }

  Optional<ProcessHandle> supervisor() {
    return new PidFile(state.run(), Supervision.NAME).find();
  }

  /** The running stack, or the one that the settings describe. */
  Stack stack(Settings settings) throws IOException {
    new Secrets(state).create();
    return Stack.of(state, settings, progress);
  }

  /** Starts what does not run and returns when all is ready; what it started stays. */
  Stack up(Settings settings) throws IOException, InterruptedException {
    Stack stack = stack(settings);
    Optional<ProcessHandle> running = supervisor();
    // One that was just killed may still be seen for a moment.
    if (running.isPresent() && !Stopping.gone(running.get(), Duration.ofMillis(300))) {
      progress.say("already running, supervisor pid " + running.get().pid());
      List<String> changed = state.marks().changed(settings);
      if (!changed.isEmpty()) {
        progress.say(
            "it was started with other settings: "
                + String.join(", ", changed)
                + "; ./cadre down and ./cadre up take over those of now");
      }
      Stack actual = stack(Settings.read(Map.of(), state.running()));
      new Readiness(state, progress).await(actual, running.get());
      return actual;
    }
    if (endLeft(stack)) {
      progress.say("ended what an earlier start had left behind");
    }
    checkPorts(stack);
    prepare(stack);
    // Once more: the model's place is known only now.
    Stack whole = stack(settings);
    new Readiness(state, progress).await(whole, detach(settings));
    return whole;
  }

  private void checkPorts(Stack stack) {
    Settings settings = stack.settings();
    List<String> ports = new ArrayList<>(List.of(Settings.HTTP_PORT, Settings.WORKER_PORT));
    if (Stack.ours(stack.postgres)) {
      ports.add(Settings.POSTGRES_PORT);
    }
    if (Stack.ours(stack.temporal)) {
      ports.addAll(List.of(Settings.TEMPORAL_PORT, Settings.TEMPORAL_UI_PORT));
    }
    Set<Integer> seen = new HashSet<>();
    for (String setting : ports) {
      int port = settings.port(setting);
      if (!seen.add(port) || !Ports.isFree(port)) {
        throw new PartFailure(
            "Port " + port + " (" + setting + ") is taken.",
            "Choose another by "
                + Settings.variable(setting)
                + "=…, or end what listens there: ss -ltnp 'sport = :"
                + port
                + "'.");
      }
    }
  }

  private void prepare(Stack stack) throws InterruptedException {
    List<Callable<Void>> tasks = new ArrayList<>();
    if (stack.postgres instanceof PostgresServer postgres) {
      tasks.add(() -> {
        postgres.create();
        return null;
      });
    }
    if (Stack.ours(stack.temporal)) {
      tasks.add(() -> {
        new TemporalBinary(CacheFolder.ofUser(), System.getenv(), progress).get();
        return null;
      });
    }
    tasks.add(() -> {
      model(stack.settings());
      return null;
    });
    for (ProgramPart program : List.of(stack.api, stack.worker)) {
      tasks.add(() -> {
        program.program().prepare();
        return null;
      });
    }
    runAll(tasks);
  }

  private static void runAll(List<Callable<Void>> tasks) throws InterruptedException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Void> task : threads.invokeAll(tasks)) {
        task.get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof PartFailure failure) {
        throw failure;
      }
      throw new PartFailure("Setting up failed: " + e.getCause(), "See the cause.", e);
    }
  }

  private void model(Settings settings) {
    if (settings.get("cadre.model.path").isPresent()) {
      return;
    }
    try {
      new ModelWeights(CacheFolder.ofUser(), progress).get();
    } catch (PartFailure e) {
      if (!settings.namesProvider()) {
        throw e;
      }
      progress.say("going on without the local model: " + e.reason());
    }
  }

  private ProcessHandle detach(Settings settings) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>();
    if (new dev.cadre.parts.process.Command(List.of("setsid", "--version"), Map.of()).works()) {
      words.add("setsid");
    }
    words.addAll(
        List.of(
            AppJar.java(),
            "-Xmx96m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Dcadre.home=" + state.home(),
            "-cp",
            new LauncherJars(state).keep(System.getProperty("java.class.path", "")),
            Cadre.class.getName(),
            "supervise"));
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .directory(state.home().toFile())
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(ProcessBuilder.Redirect.appendTo(state.log(Supervision.NAME).toFile()));
    builder.environment().putAll(settings.values());
    Process process = builder.start();
    Instant end = Instant.now().plusSeconds(20);
    while (Instant.now().isBefore(end) && process.isAlive()) {
      Optional<ProcessHandle> found = supervisor();
      if (found.isPresent()) {
        return found.get();
      }
      Thread.sleep(50);
    }
    throw Readiness.failed(state, Supervision.NAME, "did not start");
  }

  /** Stops all that runs; returns whether anything did. */
  boolean down() throws IOException, InterruptedException {
    Optional<ProcessHandle> running = supervisor();
    if (running.isPresent()) {
      progress.say("stopping");
      Stopping.stop(running.get(), ProcessHandle::destroy, STOPPING);
    }
    boolean left = endLeft(stack(Settings.read(Map.of(), state.running())));
    new PidFile(state.run(), Supervision.NAME).delete();
    Files.deleteIfExists(state.running());
    return running.isPresent() || left;
  }

  /** Ends parts that run without a supervisor; the last in the order of start goes first. */
  private boolean endLeft(Stack stack) throws IOException, InterruptedException {
    boolean left = false;
    for (Part part : stack.all().reversed()) {
      PidFile pid = new PidFile(state.run(), part.name());
      Optional<ProcessHandle> process = pid.find();
      if (process.isPresent()) {
        left = true;
        Stopping.stop(process.get(), part::askToStop, part.grace());
      }
      pid.delete();
    }
    return left;
  }
}
