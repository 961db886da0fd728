package dev.cadre.local;

import dev.cadre.cli.CadreClient;
import dev.cadre.cli.GateText;
import dev.cadre.cli.Refused;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Asks the person at the terminal to decide; without one, decides GO and says so. */
final class GateDialogue {

  private static final Set<String> DECISIONS = Set.of("GO", "ADJUST", "REDO", "REJECT");

  private final CadreClient reviewer;
  private final PrintWriter out;
  private final @Nullable BufferedReader person;

  /**
   * @param person what a person types; null when there is none
   */
  GateDialogue(CadreClient reviewer, PrintWriter out, @Nullable BufferedReader person) {
    this.reviewer = reviewer;
    this.out = out;
    this.person = person;
  }

  /** Decides every gate of the plan that is open now. */
  void at(String plan) {
    JsonNode open = reviewer.list("/v1/gates", Map.of("status", "open", "plan", plan));
    for (JsonNode gate : open.path("items")) {
      decide(gate.path("id").asString(""));
    }
  }

  private void decide(String gate) {
    while (true) {
      JsonNode shown = reviewer.get("/v1/gates/" + gate);
      if (shown.path("status").asString("").equalsIgnoreCase("closed")) {
        out.println("the gate was decided elsewhere");
        out.flush();
        return;
      }
      out.println();
      out.println(GateText.of(shown));
      Map<String, Object> decision = ask();
      decision.put("digest", shown.path("digest").asString(""));
      try {
        JsonNode answer = reviewer.post("/v1/gates/" + gate + "/decisions", decision);
        out.println("decided: " + answer.path("decision").asString("" + decision.get("decision")));
        out.flush();
        return;
      } catch (Refused e) {
        out.println(e.sentences());
        if (person == null || e.status() == 404) {
          out.flush();
          return;
        }
      }
    }
  }

  private Map<String, Object> ask() {
    Map<String, Object> decision = new LinkedHashMap<>();
    if (person == null) {
      out.println("Nobody sits at this terminal: deciding GO as the demo reviewer.");
      decision.put("decision", "GO");
      return decision;
    }
    String word = "";
    while (!DECISIONS.contains(word)) {
      word = read("GO, ADJUST, REDO or REJECT? ", "GO").toUpperCase(Locale.ROOT);
    }
    decision.put("decision", word);
    if (word.equals("ADJUST")) {
      String comment = "";
      while (comment.isEmpty()) {
        comment = read("What should change? ", "Make it shorter.");
      }
      decision.put("comment", comment);
    }
    return decision;
  }

  /** A line of the person's; {@code atEnd} when the input has ended. */
  private String read(String question, String atEnd) {
    BufferedReader input = person;
    out.print(question);
    out.flush();
    try {
      String line = input == null ? null : input.readLine();
      if (line == null) {
        out.println(atEnd + " (the input has ended)");
        return atEnd;
      }
      return line.strip();
    } catch (IOException e) {
      return atEnd;
    }
  }
}
