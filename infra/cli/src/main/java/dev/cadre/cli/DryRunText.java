package dev.cadre.cli;

import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** How a plan ended in a dry run, for people. */
final class DryRunText {

  private static final int WIDEST = 60;

  private DryRunText() {}

  /** The steps as a table, then how it ended. */
  static String of(JsonNode end) {
    Table table = new Table("STEP", "STATE", "REASON", "OUTPUT");
    for (JsonNode step : end.path("steps")) {
      table.row(
          "  ".repeat(step.path("path").size()) + step.path("id").asString("") + item(step),
          step.path("state").asString(""),
          step.path("reason").asString(""),
          output(step));
    }
    return table + "\n" + warnings(end) + ending(end);
  }

  private static String warnings(JsonNode end) {
    return end.path("warnings")
        .valueStream()
        .map(one ->
            "warning: "
                + one.path("pointer").asString("")
                + ": "
                + one.path("message").asString("")
                + "\n")
        .collect(Collectors.joining());
  }

  private static String item(JsonNode step) {
    String path =
        step.path("path").valueStream().map(JsonNode::asString).collect(Collectors.joining("."));
    return path.isEmpty() ? "" : "[" + path + "]";
  }

  private static String output(JsonNode step) {
    JsonNode output = step.path("output");
    if (!step.path("state").asString("").equals("COMPLETED")) {
      return shortened(step.path("message").asString(""));
    }
    String text = output.isString() ? output.asString("") : output.toString();
    return (step.path("sampled").asBoolean(false) ? "~ " : "") + shortened(text);
  }

  private static String shortened(String text) {
    String line = text.replaceAll("\\s+", " ");
    return line.length() <= WIDEST ? line : line.substring(0, WIDEST - 1) + "…";
  }

  private static String ending(JsonNode end) {
    String status = end.path("status").asString("");
    boolean sampled =
        end.path("steps").valueStream().anyMatch(step -> step.path("sampled").asBoolean(false));
    String legend = sampled ? "~ made up; say it with --output STEP=JSON\n" : "";
    if (status.equals("COMPLETED")) {
      return legend + status + "\n\nresult:\n" + Texts.body(end.path("result"));
    }
    String step = end.path("step").asString("");
    String message = end.path("message").asString("");
    return legend
        + status
        + " "
        + end.path("reason").asString("")
        + (step.isEmpty() ? "" : " by " + step)
        + (message.isEmpty() ? "" : ": " + message);
  }
}
