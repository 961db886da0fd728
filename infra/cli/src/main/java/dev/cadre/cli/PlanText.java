package dev.cadre.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    Map<String, Integer> depths = new HashMap<>();
    for (JsonNode step : steps.path("items")) {
      String container = step.path("container").asString("");
      int depth = container.isEmpty() ? 0 : depths.getOrDefault(container, 0) + 1;
      depths.put(step.path("id").asString(""), depth);
      if (depth > 0) {
        nested(table, step, "  ".repeat(depth));
      } else {
        step(table, path, step);
      }
    }
    out.print(table);
  }

  private void step(Table table, String path, JsonNode step) {
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
      table.row(id, kind, state, notCalled(step));
    } else if (!waitsFor(step).isEmpty()) {
      table.row("", "", "", waitsFor(step));
    }
  }

  /** One line, however many instances there are. */
  private static void nested(Table table, JsonNode step, String indent) {
    table.row(
        indent + step.path("id").asString(""),
        step.path("kind").asString(""),
        step.path("state").asString(""),
        instances(step) + (waitsFor(step).isEmpty() ? "" : ", " + waitsFor(step)));
  }

  /** How far the instances of a nested step are, such as {@code 3 of 10: 2 running, 1 failed}. */
  static String instances(JsonNode step) {
    JsonNode instances = step.path("instances");
    long done = 0;
    List<String> others = new ArrayList<>();
    for (String state : List.of("completed", "failed", "skipped", "cancelled")) {
      done += instances.path(state).asLong(0);
    }
    for (String state : List.of("running", "waiting", "failed", "skipped", "cancelled")) {
      long count = instances.path(state).asLong(0);
      if (count > 0) {
        others.add(count + " " + state);
      }
    }
    long calls = step.path("attempts").asLong(0);
    if (calls > 0) {
      others.add(calls + (calls == 1 ? " call" : " calls"));
    }
    return done
        + " of "
        + instances.path("total").asLong(0)
        + (others.isEmpty() ? "" : ": " + String.join(", ", others));
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
          "waits: " + GateText.step(gate) + ", ./cadre gate show " + gate.path("id").asString(""));
    }
  }

  private static String notCalled(JsonNode step) {
    boolean copied = step.path("result").path("origin").asString("").equals("copied");
    return copied ? "copied" : waitsFor(step);
  }

  private static String waitsFor(JsonNode step) {
    String what = step.path("waitsFor").asString("");
    return what.isEmpty() ? "" : "waits for " + what;
  }

  private JsonNode attempts(String path, String step, String kind) {
    boolean called = kind.isEmpty() || kind.equals("agent") || kind.equals("tool");
    return called || kind.equals("aggregate")
        ? client.get(path + "/steps/" + CadreClient.encode(step) + "/attempts")
        : CadreClient.MAPPER.createArrayNode();
  }
}
