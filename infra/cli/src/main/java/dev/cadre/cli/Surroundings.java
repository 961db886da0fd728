package dev.cadre.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

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

  /** Prints a line. */
  void say(String line) {
    out.println(line);
    out.flush();
  }

  /**
   * Prints an answer: as JSON, or as people read it.
   *
   * @return the exit code of what is done
   */
  int show(JsonNode answer, boolean json, Supplier<String> text) {
    if (json) {
      out.println(answer.toPrettyString());
    } else {
      out.print(text.get());
    }
    out.flush();
    return 0;
  }

  /** Prints what an order would stop; nothing is done. */
  int impact(JsonNode impact, boolean json) {
    return show(
        impact,
        json,
        () ->
            "It would stop %s open plans, in them %s open gates, and %s API keys. Nothing was done.\n"
                .formatted(
                    impact.path("openPlans").asString("?"),
                    impact.path("openGates").asString("?"),
                    impact.path("goodKeys").asString("?")));
  }

  /** How to get what follows a page; empty where nothing does. */
  String next(JsonNode page) {
    String next = page.path("next").asString("");
    return next.isEmpty() ? "" : "more: --cursor " + next + "\n";
  }

  /**
   * A secret: asked for at a terminal, unseen; else the first line of the input. Never an argument,
   * which other accounts of the machine could read.
   */
  @SuppressWarnings("SystemConsoleNull") // JDK 25 gives null again where nobody sits.
  String secret(String what) throws IOException {
    Console console = System.console();
    if (console != null && console.isTerminal()) {
      char[] typed = console.readPassword("%s: ", what);
      return typed == null ? "" : new String(typed);
    }
    String line =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
    return line == null ? "" : line;
  }
}
