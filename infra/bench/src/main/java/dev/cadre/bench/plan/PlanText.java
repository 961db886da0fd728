package dev.cadre.bench.plan;

import dev.cadre.bench.plan.Shape.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** A shape as a plan of Cadre's. */
public final class PlanText {

  /** What every call says, before its material. */
  public static final String PROMPT = "Write one sentence about tea.";

  /** The id of a shape's gate. */
  public static final String GATE = "review";

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String MODEL = "openai/gpt-5.4-nano";
  private static final int MAX_TOKENS = 200;

  private PlanText() {}

  /** JSON, as it is submitted. */
  public static String of(Shape shape, Mode mode) {
    List<Map<String, Object>> steps = new ArrayList<>();
    List<Node> nodes = shape.nodes();
    for (int i = 0; i < nodes.size(); i++) {
      boolean behindGate = shape.kind() == Shape.Kind.GATE && i == 1;
      if (behindGate) {
        steps.add(gate(nodes.getFirst().id()));
      }
      steps.add(agent(nodes.get(i), mode, behindGate));
    }
    Map<String, Object> plan = new LinkedHashMap<>();
    plan.put("name", "bench " + shape.kind().name());
    plan.put("type", "test");
    plan.put("steps", steps);
    plan.put("result", "{{ steps." + nodes.getLast().id() + ".output }}");
    return JSON.writeValueAsString(plan);
  }

  private static Map<String, Object> gate(String shown) {
    Map<String, Object> gate = new LinkedHashMap<>();
    gate.put("id", GATE);
    gate.put("kind", "gate");
    gate.put("title", "Go on?");
    gate.put("dependsOn", List.of(shown));
    return gate;
  }

  private static Map<String, Object> agent(Node node, Mode mode, boolean behindGate) {
    List<String> dependsOn = new ArrayList<>(node.needs());
    if (behindGate) {
      dependsOn.add(GATE);
    }
    Map<String, Object> step = new LinkedHashMap<>();
    step.put("id", node.id());
    step.put("kind", "agent");
    step.put("agent", "copywriter");
    step.put("route", List.of(MODEL));
    step.put("maxTokens", MAX_TOKENS);
    step.put("prompt", prompt(node));
    step.put("dependsOn", dependsOn);
    step.put("execution", mode.word());
    return step;
  }

  private static String prompt(Node node) {
    StringBuilder prompt = new StringBuilder(PROMPT);
    node.needs().forEach(id -> prompt.append("\n{{ steps.").append(id).append(".output }}"));
    return prompt.toString();
  }
}
