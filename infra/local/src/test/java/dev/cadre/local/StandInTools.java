package dev.cadre.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Does to its own jar what Spring Boot's tools do to theirs: {@code extract --destination}. */
final class StandInTools {

  private StandInTools() {}

  public static void main(String[] arguments) throws IOException {
    Path jar = Path.of(System.getProperty("java.class.path", ""));
    Path destination = Files.createDirectories(Path.of(arguments[2]));
    Files.copy(jar, destination.resolve(jar.getFileName()));
  }
}
