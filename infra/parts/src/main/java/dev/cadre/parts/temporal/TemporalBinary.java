package dev.cadre.parts.temporal;

import dev.cadre.parts.process.Command;
import dev.cadre.parts.process.PartFailure;
import dev.cadre.parts.process.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the {@code temporal} command comes from: PATH, the cache folder, a build by Go into it, or
 * a container.
 */
public final class TemporalBinary {

  private static final String VERSION = "1.5.1";
  private static final String MODULE = "github.com/temporalio/cli/cmd/temporal@v" + VERSION;

  /** Server 1.29, the same as the command's. */
  private static final String IMAGE = "temporalio/temporal:" + VERSION;

  private final GoInstall install;
  private final Map<String, String> environment;
  private final Progress progress;

  /**
   * @param cache the user's cache folder
   * @param environment for PATH
   */
  public TemporalBinary(Path cache, Map<String, String> environment, Progress progress) {
    this.install =
        new GoInstall(
            cache.resolve("temporal-" + VERSION), List.of(MODULE), "Temporal's server", progress);
    this.environment = Map.copyOf(environment);
    this.progress = progress;
  }

  /** What is there without building anything. */
  public Optional<Path> found() {
    return onPath("temporal").or(() -> install.built("temporal"));
  }

  private Optional<Path> onPath(String program) {
    return GoInstall.onPath(environment, program);
  }

  /** How the server is run; a build by Go takes minutes, and says so. */
  public TemporalCommand get() {
    Optional<Path> found = found();
    if (found.isPresent()) {
      return new TemporalCommand.Program(found.get());
    }
    Optional<Path> go = onPath("go");
    if (go.isPresent()) {
      install.run(go.get());
      return new TemporalCommand.Program(install.built("temporal").orElseThrow());
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
