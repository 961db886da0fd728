package dev.cadre.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where a command runs.
 *
 * @param state the folder {@code .cadre}
 */
public record Surroundings(
    Map<String, String> environment, Path state, PrintWriter out, PrintWriter err) {

  public Surroundings {
    environment = Map.copyOf(environment);
  }

  /** The API, as that role. */
  public CadreClient client(Door.Role role) {
    return new CadreClient(Door.open(environment, state, role));
  }
}
