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
 * Programs that Go builds once, into a folder of the user's cache.
 *
 * @param folder gets the programs
 * @param packages each with its version; a program bears the name of its package's last word
 * @param what is built, for people
 */
record GoInstall(Path folder, List<String> packages, String what, Progress progress) {

  GoInstall {
    packages = List.copyOf(packages);
  }

  /** A program on the PATH of that environment. */
  static Optional<Path> onPath(Map<String, String> environment, String program) {
    return Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator))
        .filter(entry -> !entry.isBlank())
        .map(entry -> Path.of(entry, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** One of the programs, if it was built before. */
  Optional<Path> built(String program) {
    Path file = folder.resolve(program);
    return Files.isExecutable(file) ? Optional.of(file) : Optional.empty();
  }

  /** Builds all of them by {@code go}, which takes minutes, and says so. */
  void run(Path go) {
    Instant begun = Instant.now();
    progress.say("building " + what + " with Go, once: about 6 minutes on two cores");
    try {
      Files.createDirectories(folder);
      Path work = Files.createTempDirectory(folder, "build-");
      Command.Outcome outcome = withTicks(command(go, work), work, begun);
      if (!outcome.ok()) {
        throw new PartFailure(
            "Go could not build " + String.join(" ", packages) + ": " + outcome.tail(),
            "See the text above; Go 1.24 or newer and about 3 GB of room are needed.");
      }
      keep(work);
      progress.say(what + " is in " + folder);
    } catch (IOException e) {
      throw new PartFailure(
          what + " could not be built: " + e.getMessage(), "Make room in " + folder + ".", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PartFailure("Interrupted while building " + what + ".", "Start again.", e);
    }
  }

  private Command command(Path go, Path work) {
    List<String> words =
        new ArrayList<>(List.of(go.toString(), "install", "-v", "-ldflags", "-s -w"));
    words.addAll(packages);
    return new Command(
        words, Map.of("GOBIN", work.toString(), "CGO_ENABLED", "0", "GOFLAGS", "-mod=mod"));
  }

  private void keep(Path work) throws IOException {
    try (Stream<Path> programs = Files.list(work)) {
      for (Path program : programs.toList()) {
        Files.move(program, folder.resolve(program.getFileName()), StandardCopyOption.ATOMIC_MOVE);
      }
    }
    Files.deleteIfExists(work);
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
                  progress.say("  still building " + what + ", " + seconds + " s");
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
}
