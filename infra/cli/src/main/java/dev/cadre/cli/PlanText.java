package dev.cadre.cli;

import java.io.PrintWriter;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
    out.println(plan.path("name").asString("") + "  " + plan.path("status").asString(""));
    out.println("id: " + plan.path("id").asString("") + run(plan) + redoOf(plan));
    why(plan);
    gates(plan);
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
        table.row(id, kind, state, copied(step));
      }
    }
    out.print(table);
  }

  private static String run(JsonNode plan) {
    int run = plan.path("run").asInt(1);
    return run > 1 ? ", run " + run : "";
  }

  private static String redoOf(JsonNode plan) {
    String origin = plan.path("redoOf").path("plan").asString("");
    return origin.isEmpty() ? "" : ", does " + origin + " again";
  }

  private void why(JsonNode plan) {
    String why =
        Stream.of("reason", "step", "message")
            .map(name -> plan.path(name).asString(""))
            .filter(text -> !text.isEmpty())
            .collect(Collectors.joining(": "));
    if (!why.isEmpty()) {
      out.println("why: " + why);
    }
  }

  private void gates(JsonNode plan) {
    if (!plan.path("status").asString("").equals("WAITING")) {
      return;
    }
    JsonNode open = client.get("/v1/gates?status=open&plan=" + plan.path("id").asString(""));
    for (JsonNode gate : open.path("items")) {
      out.println(
          "waits: "
              + gate.path("step").asString("")
              + ", ./cadre gate show "
              + gate.path("id").asString(""));
    }
  }

  private static String copied(JsonNode step) {
    return step.path("result").path("origin").asString("").equals("copied") ? "copied" : "";
  }

  private JsonNode attempts(String path, String step, String kind) {
    boolean called = kind.isEmpty() || kind.equals("agent") || kind.equals("tool");
    return called || kind.equals("aggregate")
        ? client.get(path + "/steps/" + CadreClient.encode(step) + "/attempts")
        : CadreClient.MAPPER.createArrayNode();
  }
}
