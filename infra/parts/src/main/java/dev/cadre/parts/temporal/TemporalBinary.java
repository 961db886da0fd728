package dev.cadre.parts.temporal;

import dev.cadre.parts.process.Command;
import dev.cadre.parts.process.PartFailure;
import dev.cadre.parts.process.Progress;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the {@code temporal} command comes from: PATH, the cache folder, a build by Go into it, or
 * a container.
 */
public final class TemporalBinary {

  private static final String VERSION = "1.5.1";
  private static final String MODULE = "github.com/temporalio/cli/cmd/temporal@v" + VERSION;

  /** Server 1.29, the same as the command's. */
  private static final String IMAGE = "temporalio/temporal:" + VERSION;

  private final Path folder;
  private final Map<String, String> environment;
  private final Progress progress;

  /**
   * @param cache the user's cache folder
   * @param environment for PATH
   */
  public TemporalBinary(Path cache, Map<String, String> environment, Progress progress) {
    this.folder = cache.resolve("temporal-" + VERSION);
    this.environment = Map.copyOf(environment);
    this.progress = progress;
  }

  /** What is there without building anything. */
  public Optional<Path> found() {
    return onPath("temporal").or(this::cached);
  }

  private Optional<Path> cached() {
    Path built = folder.resolve("temporal");
    return Files.isExecutable(built) ? Optional.of(built) : Optional.empty();
  }

  private Optional<Path> onPath(String program) {
    return Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator))
        .filter(entry -> !entry.isBlank())
        .map(entry -> Path.of(entry, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** How the server is run; a build by Go takes minutes, and says so. */
  public TemporalCommand get() {
    Optional<Path> found = found();
    if (found.isPresent()) {
      return new TemporalCommand.Program(found.get());
    }
    Optional<Path> go = onPath("go");
    if (go.isPresent()) {
      return new TemporalCommand.Program(build(go.get()));
    }
    for (String engine : List.of("docker", "podman")) {
      if (onPath(engine).isPresent() && Command.of(engine, "info").works()) {
        progress.say("Temporal runs in a container (" + engine + ", " + IMAGE + ")");
        return new TemporalCommand.Container(engine, IMAGE);
      }
    }
    throw new PartFailure(
        "There is no temporal command, no Go to build it and no container engine that answers.",
        "Install one of them (apt-get install golang-go), or set CADRE_TEMPORAL_TARGET.");
  }

  private Path build(Path go) {
    Instant begun = Instant.now();
    progress.say("building Temporal's server with Go, once: about 6 minutes on two cores");
    try {
      Files.createDirectories(folder);
      Path work = Files.createTempDirectory(folder, "build-");
      Map<String, String> settings =
          Map.of("GOBIN", work.toString(), "CGO_ENABLED", "0", "GOFLAGS", "-mod=mod");
      Command install =
          new Command(
              List.of(go.toString(), "install", "-v", "-ldflags", "-s -w", MODULE), settings);
      Command.Outcome outcome = withTicks(install, work, begun);
      if (!outcome.ok()) {
        throw new PartFailure(
            "Go could not build " + MODULE + ": " + outcome.tail(),
            "See the text above; Go 1.24 or newer and about 3 GB of room are needed.");
      }
      Path built = folder.resolve("temporal");
      Files.move(work.resolve("temporal"), built, StandardCopyOption.ATOMIC_MOVE);
      Files.deleteIfExists(work);
      progress.say("Temporal's server is in " + built);
      return built;
    } catch (IOException e) {
      throw new PartFailure(
          "Temporal's server could not be built: " + e.getMessage(),
          "Make room in " + folder + ".",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PartFailure("Interrupted while building Temporal's server.", "Start again.", e);
    }
  }

  private Command.Outcome withTicks(Command install, Path work, Instant begun)
      throws IOException, InterruptedException {
    Thread ticks =
        Thread.ofVirtual()
            .start(() -> {
              try {
                while (true) {
                  Thread.sleep(Duration.ofSeconds(15));
                  long seconds = Duration.between(begun, Instant.now()).toSeconds();
                  progress.say("  still building Temporal's server, " + seconds + " s");
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    try {
      return install.run(work, Duration.ofMinutes(40));
    } finally {
      ticks.interrupt();
    }
  }

  /** Words of the dev server, apart from where it comes from. */
  static List<String> startDev(TemporalSettings settings, String ip, String database) {
    List<String> words = new ArrayList<>(List.of("server", "start-dev"));
    words.addAll(List.of("--db-filename", database, "--ip", ip));
    words.addAll(List.of("--port", Integer.toString(settings.port())));
    words.addAll(List.of("--ui-port", Integer.toString(settings.uiPort())));
    settings.codecEndpoint().ifPresent(at -> words.addAll(List.of("--ui-codec-endpoint", at)));
    words.addAll(List.of("--log-level", "warn"));
    TemporalSettings.DYNAMIC.forEach(
        (key, value) -> words.addAll(List.of("--dynamic-config-value", key + "=" + value)));
    TemporalSettings.SEARCH_ATTRIBUTES.forEach(
        (key, type) -> words.addAll(List.of("--search-attribute", key + "=" + type)));
    return words;
  }
}
