package dev.cadre.e2e;

import dev.cadre.testkit.invariant.PlanEvidence.Event;
import dev.cadre.testkit.invariant.PlanEvidence.PlanSeen;
import dev.cadre.workflows.expression.CanonicalJson;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads a plan over REST, for the checker: everything that a client can ask for. */
final class SeenPlan {

  private SeenPlan() {}

  /** The plan; null when the API does not know it. */
  static @Nullable PlanSeen read(PlanRun plan) {
    Door.Reply reply = plan.door().get(plan.path());
    if (reply.status() == 404) {
      return null;
    }
    JsonNode head = reply.expect(200).json();
    Map<String, Set<String>> needs = new HashMap<>();
    Map<String, String> kinds = new HashMap<>();
    graph(plan, needs, kinds);
    Map<String, String> states = new HashMap<>();
    Map<String, String> outputs = new HashMap<>();
    plan.steps()
        .forEach((id, step) -> {
          states.put(id, step.path("state").asString(""));
          output(plan, id, step, outputs);
        });
    List<Event> events = plan.events().stream().map(SeenPlan::event).toList();
    long middle = events.size() / 2;
    return new PlanSeen(
        head.path("status").asString(""),
        head.path("cost").path("amount").asString("0"),
        needs,
        kinds,
        states,
        outputs,
        events,
        streamed(plan, ""),
        middle,
        streamed(plan, middle == 0 ? "" : Long.toString(middle)));
  }

  private static void graph(
      PlanRun plan, Map<String, Set<String>> needs, Map<String, String> kinds) {
    JsonNode graph = plan.door().get(plan.path() + "/graph?format=json").expect(200).json();
    for (JsonNode node : graph.path("nodes")) {
      needs.put(node.path("id").asString(""), new HashSet<>());
      kinds.put(node.path("id").asString(""), node.path("kind").asString(""));
    }
    for (JsonNode edge : graph.path("edges")) {
      needs.get(edge.path("to").asString("")).add(edge.path("from").asString(""));
    }
  }

  private static void output(PlanRun plan, String id, JsonNode step, Map<String, String> outputs) {
    if (!step.path("result").isObject()) {
      return;
    }
    JsonNode result = step.path("result");
    if (!result.path("complete").asBoolean(false)) {
      result = plan.step(id).path("result");
    }
    Object tree = Door.JSON.treeToValue(result.path("output"), Object.class);
    outputs.put(id + "/" + result.path("occurrence").asInt(0), CanonicalJson.sha256(tree));
  }

  private static Event event(JsonNode event) {
    Map<String, String> data = new HashMap<>();
    event
        .path("data")
        .properties()
        .forEach(field ->
            data.put(
                field.getKey(),
                field.getValue().isString()
                    ? field.getValue().asString()
                    : field.getValue().toString()));
    return new Event(
        event.path("seq").asLong(0),
        event.path("type").asString(""),
        event.path("step").asString(""),
        data);
  }

  private static List<String> streamed(PlanRun plan, String lastEventId) {
    return plan.door().stream(plan.path() + "/events", lastEventId)
        .lines()
        .filter(line -> line.startsWith("data:"))
        .map(line -> Door.JSON.readTree(line.substring("data:".length())))
        .map(event -> event.path("seq").asLong(0) + " " + event.path("type").asString(""))
        .toList();
  }
}
