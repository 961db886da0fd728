package dev.cadre.e2e;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/** Plans of every shape, whose steps all may be repeated, so that each of them can complete. */
final class Shapes {

  /** Answers after a while, so that there is something to kill. */
  static final String SLOW = "claude-haiku-4-5";

  /** Always fails; the next target does not. */
  static final String BROKEN = "command-r-08-2024";

  /** A map whose items must each find their own way out. */
  static final String NESTED = "nested";

  private static final List<String> NAMES =
      List.of(
          "sequence",
          "fan",
          "gate",
          "gates",
          "fallback",
          "choice",
          "tools",
          "map",
          "loop",
          "wait",
          NESTED);

  private final String origin;
  private final Random random;

  Shapes(Stack stack, Random random) {
    this.origin = stack.origin();
    this.random = random;
  }

  /**
   * A plan.
   *
   * @param number the shapes take turns
   * @param mark stands in every prompt
   */
  String plan(int number, String mark) {
    String shape = NAMES.get(number % NAMES.size());
    return """
    name: %s %d
    input: { mark: "%s", items: [1, 2, 3] }
    budget: { limit: "5.00", currency: USD, onLimit: fail }
    steps:
    %s\
    """
        .formatted(shape, number, mark, steps(shape, number));
  }

  private String steps(String shape, int number) {
    return switch (shape) {
      case "sequence" -> agent("a", "") + agent("b", "a") + agent("c", "b");
      case "fan" -> fan(3 + random.nextInt(4));
      case "gate" -> agent("a", "") + gate("ask", "a") + post("out", "ask", number);
      case "gates" ->
          agent("a", "")
              + gate("ask", "a")
              + agent("b", "ask")
              + gate("again", "b")
              + join("again");
      case "fallback" ->
          agent("a", "", "[cohere/" + BROKEN + ", anthropic/" + SLOW + "]") + join("a");
      case "choice" ->
          agent("a", "")
              + "  - { id: pick, kind: choice, dependsOn: [a], when: \"size(steps.a.output) > 3\", then: [b], else: [c] }\n"
              + agent("b", "")
              + agent("c", "")
              + join("b, c");
      case "tools" -> get("g", number) + agent("a", "g") + post("out", "a", number);
      case "map" ->
          "  - { id: m, kind: map, over: input.items, step: { id: each, kind: agent, agent: copywriter,"
              + " prompt: \"{{ input.mark }} {{ item }}\", maxTokens: 60, route: [anthropic/"
              + SLOW
              + "] } }\n";
      case NESTED -> nested();
      case "loop" ->
          "  - { id: l, kind: loop, until: \"turn > 2\", max: 4, step: { id: each, kind: agent, agent: copywriter,"
              + " prompt: \"{{ input.mark }} {{ turn }}\", maxTokens: 60, route: [anthropic/"
              + SLOW
              + "] } }\n";
      case "wait" ->
          agent("a", "") + "  - { id: w, kind: wait, dependsOn: [a], for: PT2S }\n" + join("w");
      default -> throw new IllegalArgumentException(shape);
    };
  }

  /** Visible calls inside, which end at about the same time, and an inline step behind each. */
  private static String nested() {
    return """
      - id: m
        kind: map
        over: input.items
        step:
          id: sub
          kind: subplan
          input: { n: "{{ item }}", mark: "{{ input.mark }}" }
          steps:
            - { id: w, kind: agent, agent: copywriter, prompt: "{{ input.mark }} item {{ input.n }}", maxTokens: 60, route: [anthropic/%s] }
            - { id: j, kind: aggregate, strategy: concat, of: [w], dependsOn: [w] }
          result: "{{ steps.j.output }}"
    """
        .formatted(SLOW);
  }

  /** Whether each item of such a map has brought its own text. */
  static boolean inOrder(JsonNode result) {
    List<JsonNode> items = result.path("m").valueStream().toList();
    return items.size() == 3
        && IntStream.range(0, 3)
            .allMatch(i -> items.get(i).asString("").contains("item " + (i + 1)));
  }

  private static String fan(int width) {
    String ids = IntStream.range(0, width).mapToObj(i -> "f" + i).collect(Collectors.joining(", "));
    return IntStream.range(0, width).mapToObj(i -> agent("f" + i, "")).collect(Collectors.joining())
        + join(ids);
  }

  private static String agent(String id, String after) {
    return agent(id, after, "[anthropic/" + SLOW + ", openai/gpt-5.6-terra]");
  }

  private static String agent(String id, String after, String route) {
    return "  - { id: %s, kind: agent, agent: copywriter, dependsOn: [%s], prompt: \"{{ input.mark }} %s\", maxTokens: 60, route: %s }\n"
        .formatted(id, after, id, route);
  }

  private static String gate(String id, String after) {
    return "  - { id: %s, kind: gate, dependsOn: [%s], title: \"Go on?\" }\n".formatted(id, after);
  }

  private static String join(String of) {
    return "  - { id: joined, kind: aggregate, strategy: concat, dependsOn: [%s] }\n".formatted(of);
  }

  private String post(String id, String after, int number) {
    return tool("http-post", id, after, number, ", body: \"{{ input.mark }}\"");
  }

  private String get(String id, int number) {
    return tool("http-get", id, "", number, "");
  }

  private String tool(String tool, String id, String after, int number, String more) {
    return "  - { id: %s, kind: tool, tool: %s, dependsOn: [%s], repeatable: true, arguments: { url: \"%s/things/%d\"%s } }\n"
        .formatted(id, tool, after, origin, number, more);
  }
}
