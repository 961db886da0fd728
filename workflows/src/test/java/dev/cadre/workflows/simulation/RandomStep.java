package dev.cadre.workflows.simulation;

import dev.cadre.workflows.simulation.RandomPlan.Around;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Fills in what a step of a kind takes. */
final class RandomStep {

  private static final List<String> KINDS =
      List.of(
          "agent",
          "agent",
          "agent",
          "tool",
          "choice",
          "aggregate",
          "gate",
          "gate",
          "wait",
          "map",
          "loop",
          "subplan");

  private static final List<String> CONTAINERS = List.of("map", "loop", "subplan");

  private final Random random;
  private final RandomPlan plan;

  RandomStep(Random random, RandomPlan plan) {
    this.random = random;
    this.plan = plan;
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private boolean oneIn(int number) {
    return random.nextInt(number) == 0;
  }

  String kind(boolean mayNest, boolean needs) {
    String kind = pick(KINDS);
    boolean fits = (mayNest || !CONTAINERS.contains(kind)) && (needs || !kind.equals("aggregate"));
    return fits ? kind : "agent";
  }

  void fill(
      Map<String, Object> fields,
      String kind,
      List<String> needs,
      List<String> before,
      Around around) {
    if (!kind.equals("choice") && oneIn(5)) {
      fields.put("when", condition(around));
    }
    if (!kind.equals("gate") && oneIn(2)) {
      fields.put("onFailure", pick(List.of("fail", "skip", "continue")));
    }
    switch (kind) {
      case "agent" -> agent(fields);
      case "tool" -> tool(fields);
      case "choice" -> choice(fields, around);
      case "aggregate" -> aggregate(fields, needs);
      case "gate" -> gate(fields, needs, before);
      case "wait" -> wait(fields);
      case "map" -> map(fields, around);
      case "loop" -> loop(fields, around);
      default -> subplan(fields, around);
    }
  }

  private String condition(Around around) {
    List<Condition> all = new ArrayList<>();
    all.add(new Condition(Condition.Form.INPUT, "", random.nextInt(100)));
    if (around.turn()) {
      all.add(new Condition(Condition.Form.TURN, "", 1 + random.nextInt(2)));
    }
    if (around.item()) {
      all.add(new Condition(Condition.Form.ITEM, "", random.nextInt(100)));
    }
    around
        .readable()
        .forEach((step, kind) ->
            all.add(new Condition(pick(Condition.of(kind)), step, random.nextInt(70))));
    return pick(all).cel();
  }

  private String hours() {
    return "PT" + (3 + random.nextInt(500)) + "H";
  }

  private void calls(Map<String, Object> fields) {
    if (oneIn(4)) {
      fields.put("execution", "inline");
    } else if (oneIn(4)) {
      fields.put("timeout", pick(List.of("PT30S", "PT90S", "PT3M")));
    }
    retry(fields);
  }

  private void retry(Map<String, Object> fields) {
    if (oneIn(4)) {
      int tries = 1 + random.nextInt(3);
      fields.put("retry", Map.of("maxTries", tries, "backoff", pick(List.of("PT0S", "PT20S"))));
    }
  }

  private void agent(Map<String, Object> fields) {
    fields.put("agent", "writer");
    fields.put("prompt", "Write.");
    calls(fields);
  }

  private void tool(Map<String, Object> fields) {
    fields.put("tool", pick(List.of("http-get", "http-post")));
    fields.put("arguments", Map.of("url", "http://127.0.0.1:9000"));
    if (oneIn(2)) {
      fields.put("repeatable", true);
    }
    calls(fields);
  }

  private void choice(Map<String, Object> fields, Around around) {
    fields.put("when", condition(around));
    fields.put("then", new ArrayList<String>());
    fields.put("else", new ArrayList<String>());
  }

  private void aggregate(Map<String, Object> fields, List<String> needs) {
    fields.put("of", needs);
    switch (random.nextInt(4)) {
      case 0 -> fields.put("strategy", "concat");
      case 1 -> fields.putAll(Map.of("strategy", "pick_best", "by", "item.n"));
      case 2 -> fields.putAll(Map.of("strategy", "pick_best", "agent", "writer"));
      default -> {
        fields.putAll(Map.of("strategy", "summarize", "agent", "writer"));
        retry(fields);
      }
    }
  }

  private void gate(Map<String, Object> fields, List<String> needs, List<String> before) {
    fields.put("title", oneIn(3) ? "Fine with {{ input.n }}?" : "Fine?");
    if (!before.isEmpty() && oneIn(2)) {
      fields.put("show", List.of(pick(before)));
    } else if (needs.isEmpty()) {
      fields.put("show", List.of());
    }
    if (oneIn(2)) {
      fields.put(
          "audience", Map.of("quorum", 1 + random.nextInt(3), "fourEyes", random.nextBoolean()));
    }
    if (oneIn(4)) {
      fields.put("deadline", hours());
    }
  }

  private void wait(Map<String, Object> fields) {
    switch (random.nextInt(5)) {
      case 0, 1 -> fields.put("for", hours());
      case 2 -> fields.put("until", "{{ input.at }}");
      default -> fields.put("signal", "signal-" + fields.get("id"));
    }
    if (oneIn(4)) {
      fields.put("timeout", hours());
    }
  }

  private void timeout(Map<String, Object> fields) {
    if (oneIn(6)) {
      fields.put("timeout", hours());
    }
  }

  private void map(Map<String, Object> fields, Around around) {
    fields.put("over", "input.items");
    fields.put("concurrency", 1 + random.nextInt(3));
    timeout(fields);
    fields.put(
        "step", alone(new Around(around.containers() + 1, around.readable(), true, around.turn())));
  }

  private void loop(Map<String, Object> fields, Around around) {
    Around inside = new Around(around.containers() + 1, around.readable(), around.item(), true);
    Map<String, Object> step = alone(inside);
    Map<String, String> readable = new HashMap<>(around.readable());
    readable.put((String) step.get("id"), (String) step.get("kind"));
    fields.put("until", condition(new Around(0, readable, around.item(), true)));
    fields.put("max", 1 + random.nextInt(4));
    timeout(fields);
    fields.put("step", step);
  }

  /** The one step of a map or a loop. */
  private Map<String, Object> alone(Around around) {
    String kind = kind(plan.mayNest(around), false);
    if (kind.equals("choice")) {
      kind = "tool";
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", plan.id(kind));
    fields.put("kind", kind);
    fill(fields, kind, List.of(), List.of(), around);
    return fields;
  }

  private void subplan(Map<String, Object> fields, Around around) {
    fields.put("input", RandomPlan.input(random.nextInt(100)));
    timeout(fields);
    Around inside = new Around(around.containers() + 1, Map.of(), false, false);
    fields.put("steps", plan.steps(inside, 1 + random.nextInt(4)));
  }
}
