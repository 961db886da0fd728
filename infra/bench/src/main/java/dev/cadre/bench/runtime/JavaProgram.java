package dev.cadre.bench.runtime;

import dev.cadre.parts.process.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A class of our own class path as a process, with the JVM options of Cadre's programs.
 *
 * @param environment added to ours
 * @param mark a file that it writes when it serves
 */
record JavaProgram(
    String name, Class<?> main, List<String> arguments, Map<String, String> environment, Path mark)
    implements Part {

  JavaProgram {
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
  }

  /** A program of this JVM's folder, such as {@code java}. */
  static String tool(String name) {
    return Path.of(System.getProperty("java.home", ""), "bin", name).toString();
  }

  @Override
  public String address() {
    return main.getSimpleName();
  }

  @Override
  public Process start(Path log) throws IOException {
    Files.deleteIfExists(mark);
    List<String> words =
        new ArrayList<>(
            List.of(
                tool("java"),
                "-XX:+UseSerialGC",
                "-Xms64m",
                "-Xmx512m",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path", ""),
                main.getName()));
    words.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    return builder.start();
  }

  @Override
  public boolean ready() {
    try {
      return Files.exists(mark) && Files.size(mark) > 0;
    } catch (IOException e) {
      return false;
    }
  }
}
