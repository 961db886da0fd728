package dev.cadre.local;

import dev.cadre.parts.process.HttpProbe;
import dev.cadre.parts.process.Part;
import dev.cadre.parts.process.PartFailure;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One of our own programs: a JVM that answers readiness over HTTP.
 *
 * @param address where it serves
 * @param program its jar
 * @param options of the JVM
 * @param environment added to ours, of which no CADRE_ variable is passed on
 */
record ProgramPart(
    String name,
    String address,
    AppJar program,
    List<String> options,
    Map<String, String> environment)
    implements Part {

  ProgramPart {
    options = List.copyOf(options);
    environment = Map.copyOf(environment);
  }

  @Override
  public Process start(Path log) throws IOException {
    Path jar = program.prepared();
    if (!Files.exists(jar)) {
      throw new PartFailure(
          "The program " + jar + " is not there.", "Build it: ./cadre builds when it is run.");
    }
    List<String> words = new ArrayList<>(List.of(AppJar.java()));
    words.addAll(options);
    words.addAll(program.options());
    words.addAll(List.of("-jar", jar.toString()));
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    // What is not meant for this program is not to be inherited either.
    builder.environment().keySet().removeIf(key -> key.startsWith("CADRE_"));
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** Its first end after a build writes the archive of {@link AppJar#options()}. */
  @Override
  public Duration grace() {
    return Duration.ofSeconds(45);
  }

  @Override
  public boolean ready() {
    return HttpProbe.ok(URI.create(address + "/health/ready"));
  }
}
