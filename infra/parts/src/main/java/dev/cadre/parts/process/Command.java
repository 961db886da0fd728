package dev.cadre.parts.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A command that runs to its end.
 *
 * @param environment added to ours
 */
public record Command(List<String> words, Map<String, String> environment) {

  /**
   * How it ended.
   *
   * @param output both streams, line by line
   */
  public record Outcome(int exit, List<String> output) {

    public Outcome {
      output = List.copyOf(output);
    }

    /** Whether it exited with 0. */
    public boolean ok() {
      return exit == 0;
    }

    /** The last lines, for a message. */
    public String tail() {
      return String.join("\n", output.subList(Math.max(0, output.size() - 12), output.size()));
    }
  }

  public Command {
    words = List.copyOf(words);
    environment = Map.copyOf(environment);
  }

  /** With our environment as it is. */
  public static Command of(String... words) {
    return new Command(List.of(words), Map.of());
  }

  /** Runs it to its end, at most for that long, in {@code folder}. */
  public Outcome run(Path folder, Duration patience) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(words).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().putAll(new HashMap<>(environment));
    Process process = builder.start();
    process.getOutputStream().close();
    List<String> lines = new ArrayList<>();
    Thread reader = Thread.ofPlatform().daemon().start(() -> collect(process, lines));
    boolean ended = process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    if (!ended) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
    reader.join(2000);
    synchronized (lines) {
      if (!ended) {
        lines.add("took longer than " + patience.toSeconds() + " s and was ended");
      }
      return new Outcome(ended ? process.exitValue() : 124, lines);
    }
  }

  /** Whether it can be started at all and exits with 0 within five seconds. */
  public boolean works() {
    try {
      return run(Path.of("/"), Duration.ofSeconds(5)).ok();
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void collect(Process process, List<String> lines) {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        synchronized (lines) {
          lines.add(line);
        }
      }
    } catch (IOException e) {
      synchronized (lines) {
        lines.add("output lost: " + e.getMessage());
      }
    }
  }
}
