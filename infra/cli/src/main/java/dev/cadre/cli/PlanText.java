package dev.cadre.cli;

import java.io.PrintWriter;
import tools.jackson.databind.JsonNode;

/** A plan as people read it. */
final class PlanText {

  private final CadreClient client;
  private final PrintWriter out;

  PlanText(CadreClient client, PrintWriter out) {
    this.client = client;
    this.out = out;
  }

  void print(String path, JsonNode plan, JsonNode steps) {
    out.println(
        plan.path("name").asString("") + "  " + plan.path("status").asString("") + reason(plan));
    Table table = new Table("STEP", "KIND", "STATE", "ATTEMPTS");
    for (JsonNode step : steps.isArray() ? steps : steps.path("items")) {
      String id = step.path("id").asString(step.path("step").asString(""));
      boolean first = true;
      String kind = step.path("kind").asString("");
      String state = step.path("state").asString("");
      JsonNode attempts = attempts(path, id, kind);
      for (JsonNode attempt : attempts.isArray() ? attempts : attempts.path("items")) {
        table.row(first ? id : "", first ? kind : "", first ? state : "", Attempts.line(attempt));
        first = false;
      }
      if (first) {
        table.row(id, kind, state, "");
      }
    }
    out.print(table);
  }

  private static String reason(JsonNode plan) {
    String reason = plan.path("reason").asString("");
    return reason.isEmpty() ? "" : "  " + reason;
  }

  private JsonNode attempts(String path, String step, String kind) {
    boolean called = kind.isEmpty() || kind.equals("agent") || kind.equals("tool");
    return called || kind.equals("aggregate")
        ? client.get(path + "/steps/" + CadreClient.encode(step) + "/attempts")
        : CadreClient.MAPPER.createArrayNode();
  }
}
