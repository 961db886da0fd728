package dev.cadre.local;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.cadre.cli.CommandErrors;
import dev.cadre.parts.process.PartFailure;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Starts everything, runs the sample plan to its result, stays up till Ctrl-C. */
@Command(
    name = "demo",
    description = "Set up, start everything, run a sample plan to its result, stay up till Ctrl-C.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

  private final StateFolder state;
  private final PrintWriter out;
  private final PrintWriter err;

  /** The supervisor of the stack that this demo started; null while it starts. */
  private volatile @Nullable ProcessHandle started;

  @Option(names = "--exit", description = "Stop everything once the plan has ended.")
  private boolean exit;

  DemoCommand(StateFolder state, PrintWriter out, PrintWriter err) {
    this.state = state;
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Files.createDirectories(state.run());
    try (FileChannel channel = FileChannel.open(state.run().resolve("demo.lock"), CREATE, WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock == null) {
        err.println("A demo runs here already; end it by Ctrl-C in its terminal.");
        err.flush();
        return CommandErrors.USAGE;
      }
      return run();
    }
  }

  private int run() throws IOException, InterruptedException {
    Settings settings = Settings.read(System.getenv(), state.settings());
    Launch launch = new Launch(state, out::println);
    try (PublishEndpoint endpoint = endpoint(settings)) {
      if (launch.supervisor().isPresent()) {
        out.println("starting the running stack again, with the demo's own endpoint allowed");
        launch.down();
      }
      AtomicBoolean stopped = new AtomicBoolean();
      Thread atExit = new Thread(() -> stop(launch, stopped));
      Runtime.getRuntime().addShutdownHook(atExit);
      Stack stack = launch.up(allowing(settings, endpoint.origin()));
      started = launch.supervisor().orElse(null);
      boolean completed = new SampleRun(state, stack, endpoint, out).run(person());
      if (!exit) {
        out.println("\nEverything stays up; Ctrl-C stops it.");
        awaitEnd();
      }
      stop(launch, stopped);
      return completed ? 0 : 1;
    }
  }

  /** Returns when somebody else has stopped the stack. */
  private void awaitEnd() throws InterruptedException {
    ProcessHandle supervisor = started;
    while (supervisor == null || supervisor.isAlive()) {
      Thread.sleep(500);
    }
    out.println("the stack was stopped from another terminal");
  }

  private PublishEndpoint endpoint(Settings settings) throws IOException {
    int port = settings.port(Settings.DEMO_PORT);
    try {
      return new PublishEndpoint(port);
    } catch (IOException e) {
      out.println("port " + port + " is taken; the publish step gets a free one");
      return new PublishEndpoint(0);
    }
  }

  private static Settings allowing(Settings settings, String origin) {
    String before = settings.get("cadre.tools.http.allow").map(list -> list + ",").orElse("");
    return settings.with("cadre.tools.http.allow", before + origin);
  }

  @SuppressWarnings("SystemConsoleNull") // Null again where nothing is interactive, since JDK 25.
  private static @Nullable BufferedReader person() {
    Console console = System.console();
    return console != null && console.isTerminal()
        ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
        : null;
  }

  private void stop(Launch launch, AtomicBoolean stopped) {
    ProcessHandle ours = started;
    if (stopped.compareAndSet(false, true) && (ours == null || ours.isAlive())) {
      try {
        launch.down();
        out.println("stopped; your plans stay in " + state.root());
      } catch (IOException | PartFailure e) {
        err.println("Not everything could be stopped: " + e.getMessage() + " Try ./cadre down.");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
