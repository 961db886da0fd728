package dev.cadre.cli;

import tools.jackson.databind.JsonNode;

/** A gate as the reviewer reads it. */
public final class GateText {

  private GateText() {}

  /** Title, state, what is shown, and what was decided so far. */
  public static String of(JsonNode gate) {
    StringBuilder text = new StringBuilder();
    text.append(gate.path("title").asString("A decision")).append('\n');
    text.append("  gate ").append(gate.path("id").asString(""));
    text.append(", step ").append(step(gate));
    text.append(", ").append(gate.path("status").asString("")).append('\n');
    String deadline = gate.path("deadline").asString("");
    if (!deadline.isEmpty()) {
      text.append("  decide until ").append(deadline).append('\n');
    }
    String warning = gate.path("warning").asString("");
    if (!warning.isEmpty()) {
      text.append("  warning: ").append(warning).append('\n');
    }
    for (JsonNode shown : gate.path("show")) {
      text.append("\n  --- ").append(shown.path("step").asString("")).append(" ---\n");
      text.append(indent(Texts.body(content(shown)))).append('\n');
    }
    for (JsonNode decision : gate.path("decisions")) {
      text.append("\n  ").append(decision.path("decision").asString(""));
      text.append(" by ").append(decision.path("reviewer").asString("?"));
      String comment = decision.path("comment").asString("");
      text.append(comment.isEmpty() ? "" : ": " + comment);
      String refusal = decision.path("refusal").asString("");
      text.append(refusal.isEmpty() ? "" : " (refused: " + refusal + ")").append('\n');
    }
    return text.toString();
  }

  /** Its step and, inside of containers, which item of each: {@code review[3]}. */
  static String step(JsonNode gate) {
    StringBuilder step = new StringBuilder(gate.path("step").asString(""));
    for (JsonNode item : gate.path("path")) {
      step.append('[').append(item.asInt()).append(']');
    }
    return step.toString();
  }

  private static JsonNode content(JsonNode shown) {
    for (String name : new String[] {"output", "value", "content"}) {
      if (shown.has(name)) {
        return shown.path(name);
      }
    }
    return shown;
  }

  private static String indent(String text) {
    return text.lines().map(line -> "  " + line).reduce((a, b) -> a + "\n" + b).orElse("");
  }
}
