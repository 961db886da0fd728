package dev.cadre.cli;

import tools.jackson.databind.JsonNode;

/** A plan's id was given for a gate's, and the plan waits at more than one. */
final class SeveralGates extends RuntimeException {

  SeveralGates(String plan, JsonNode gates) {
    super("Plan " + plan + " waits at " + gates.size() + " gates; name one:\n" + table(gates));
  }

  private static String table(JsonNode gates) {
    Table table = new Table("GATE", "STEP", "TITLE");
    for (JsonNode gate : gates) {
      table.row(gate.path("id").asString(""), GateText.step(gate), gate.path("title").asString(""));
    }
    return table.toString().stripTrailing();
  }
}
