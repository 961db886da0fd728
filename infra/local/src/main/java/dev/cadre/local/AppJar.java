package dev.cadre.local;

import dev.cadre.parts.process.Command;
import dev.cadre.parts.process.PartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Spring Boot jar, unpacked once per build: plain jars start faster than nested ones, and only
 * they can be kept in a class data archive.
 *
 * @param fat as Maven built it
 * @param folder where it is unpacked
 */
record AppJar(Path fat, Path folder) {

  /** Our own JVM's launcher. */
  static String java() {
    return Path.of(System.getProperty("java.home", ""), "bin", "java").toString();
  }

  /** The jar to run: the unpacked one where there is one. */
  Path prepared() {
    Path unpacked = folder.resolve("app").resolve(fat.getFileName());
    return Files.exists(unpacked) ? unpacked : fat;
  }

  /** Unpacks it unless it is what was unpacked. */
  void prepare() {
    try {
      if (!Files.exists(fat)) {
        throw new PartFailure(
            "The program " + fat + " is not there.", "Build it: ./cadre builds when it is run.");
      }
      Path stamp = folder.resolve("stamp");
      String build = build();
      if (Files.exists(stamp) && Files.readString(stamp).equals(build)) {
        return;
      }
      clear();
      Files.createDirectories(folder);
      if (isSpringBoot() && unpack()) {
        Files.writeString(stamp, build);
      }
    } catch (IOException e) {
      throw new PartFailure(
          fat.getFileName() + " could not be unpacked: " + e.getMessage(),
          "Make room in " + folder + ".",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PartFailure("Interrupted.", "Start again.", e);
    }
  }

  /** All that is in it: a reproducible build says the same time each time. */
  private String build() throws IOException {
    try (JarFile jar = new JarFile(fat.toFile())) {
      return jar.stream()
          .map(entry -> entry.getName() + " " + entry.getSize() + " " + entry.getCrc())
          .collect(Collectors.joining("\n"));
    }
  }

  private boolean unpack() throws IOException, InterruptedException {
    Path half = folder.resolve("half");
    Command extract =
        new Command(
            List.of(
                java(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Djarmode=tools",
                "-jar",
                fat.toString(),
                "extract",
                "--destination",
                half.toString()),
            Map.of());
    boolean done = extract.run(folder, Duration.ofMinutes(2)).ok();
    if (done) {
      Files.move(half, folder.resolve("app"), StandardCopyOption.ATOMIC_MOVE);
    }
    return done;
  }

  private boolean isSpringBoot() throws IOException {
    try (JarFile jar = new JarFile(fat.toFile())) {
      Manifest manifest = jar.getManifest();
      return manifest != null && manifest.getMainAttributes().getValue("Start-Class") != null;
    }
  }

  private void clear() throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  /** The JVM writes the archive at its first orderly end and reads it from then on. */
  List<String> options() {
    return List.of(
        "-XX:+AutoCreateSharedArchive",
        "-XX:SharedArchiveFile=" + folder.resolve("classes.jsa"),
        "-Xlog:cds=off",
        "-Xlog:cds+dynamic=off",
        "-Xlog:aot=off");
  }
}
