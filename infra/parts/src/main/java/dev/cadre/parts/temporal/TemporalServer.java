package dev.cadre.parts.temporal;

import dev.cadre.parts.process.CacheFolder;
import dev.cadre.parts.process.HttpProbe;
import dev.cadre.parts.process.Part;
import dev.cadre.parts.process.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/** Temporal's own server and its Web UI, on disk, on loopback. */
public final class TemporalServer implements Part {

  private final Supplier<TemporalCommand> command;
  private final TemporalSettings settings;

  /**
   * @param command asked at each start
   */
  public TemporalServer(Supplier<TemporalCommand> command, TemporalSettings settings) {
    this.command = command;
    this.settings = settings;
  }

  /** A started server in a folder of its own, on free ports, gone with {@code close()}. */
  public static TemporaryTemporal temporary() {
    TemporalBinary binary =
        new TemporalBinary(CacheFolder.ofUser(), System.getenv(), Progress.SILENT);
    return TemporaryTemporal.start(binary.get());
  }

  /** Where it serves. */
  public TemporalSettings settings() {
    return settings;
  }

  @Override
  public String name() {
    return "temporal";
  }

  @Override
  public String address() {
    return settings.target();
  }

  @Override
  public Process start(Path log) throws IOException {
    Files.createDirectories(settings.database().toAbsolutePath().getParent());
    ProcessBuilder builder =
        new ProcessBuilder(command.get().start(settings))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    // The user's own profile must not bend what we start.
    builder.environment().put("TEMPORAL_ENV_FILE", "/dev/null");
    builder.environment().keySet().removeIf(key -> key.startsWith("TEMPORAL_TLS"));
    return builder.start();
  }

  @Override
  public boolean ready() {
    return HttpProbe.ok(settings.probe());
  }
}
