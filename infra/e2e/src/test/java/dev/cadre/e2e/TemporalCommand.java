package dev.cadre.e2e;

import dev.cadre.parts.process.CacheFolder;
import dev.cadre.parts.process.Command;
import dev.cadre.parts.process.Progress;
import dev.cadre.parts.temporal.TemporalBinary;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The real {@code temporal} command, as an operator has it.
 *
 * @param folder where it runs
 * @param server {@code host:port}
 */
record TemporalCommand(Path folder, String server) {

  /** What it prints; a failure of it fails the test. */
  String run(String... words) {
    Path program =
        new TemporalBinary(CacheFolder.ofUser(), System.getenv(), Progress.SILENT)
            .found()
            .orElseThrow(() -> new AssertionError("no temporal command"));
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(words));
    command.addAll(List.of("--address", server));
    try {
      Command.Outcome outcome =
          new Command(command, Map.of("TEMPORAL_ENV_FILE", "/dev/null"))
              .run(folder, Duration.ofSeconds(30));
      if (!outcome.ok()) {
        throw new AssertionError(String.join(" ", words) + ": " + outcome.tail());
      }
      return String.join("\n", outcome.output());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
