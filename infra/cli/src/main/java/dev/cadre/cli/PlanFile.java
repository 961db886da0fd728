package dev.cadre.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A plan as it was written.
 *
 * @param mediaType JSON's or YAML's
 */
public record PlanFile(String body, String mediaType) {

  /** A plan in YAML. */
  public static PlanFile yaml(String body) {
    return new PlanFile(body, "application/yaml");
  }

  /** Reads a file; {@code -} is the standard input. */
  static PlanFile read(String file) throws IOException {
    String body =
        file.equals("-")
            ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
            : Files.readString(Path.of(file));
    boolean json =
        file.toLowerCase(Locale.ROOT).endsWith(".json") || body.stripLeading().startsWith("{");
    return json ? new PlanFile(body, "application/json") : yaml(body);
  }
}
