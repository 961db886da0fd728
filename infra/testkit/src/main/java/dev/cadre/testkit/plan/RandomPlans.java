package dev.cadre.testkit.plan;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Makes plans of all kinds, nested, from a seed. Each is valid by construction: a text reads only
 * what stands before it, so the maker knows what a validator must find out.
 */
public final class RandomPlans {

  private static final List<String> LEAVES =
      List.of("agent", "agent", "tool", "aggregate", "gate", "wait", "choice");
  private static final List<String> CONTAINERS = List.of("map", "loop", "subplan");
  private static final int MOST_STEPS = 40;
  private static final int DEEPEST = 4;

  /**
   * What surrounds a step.
   *
   * @param readable ids that every step of the graph may read
   * @param names that its expressions may use
   */
  private record Around(Set<String> readable, Set<String> names, int depth) {

    Around with(Set<String> furtherIds, String... furtherNames) {
      Set<String> ids = new TreeSet<>(readable);
      ids.addAll(furtherIds);
      Set<String> all = new TreeSet<>(names);
      all.addAll(List.of(furtherNames));
      return new Around(ids, all, depth + 1);
    }
  }

  private final Random random;
  private final List<String> ids = new ArrayList<>();
  private final RandomTexts texts;

  private RandomPlans(long seed) {
    random = new Random(seed);
    texts = new RandomTexts(random);
  }

  public static RandomPlan of(long seed) {
    return new RandomPlans(seed).plan();
  }

  private RandomPlan plan() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("name", "random");
    tree.put("input", new LinkedHashMap<>(Map.of("list", List.of("a", "b"), "n", 1L)));
    Set<String> own = new HashSet<>();
    tree.put("steps", graph("/steps", new Around(Set.of(), Set.of(), 0), own));
    texts.add("", tree, "result", own, Set.of());
    return new RandomPlan(tree, ids, texts.all());
  }

  /**
   * A list of steps, each of which may need those before it.
   *
   * @param own gets their ids
   */
  private List<Object> graph(String pointer, Around around, Set<String> own) {
    int size = 1 + random.nextInt(around.depth == 0 ? 8 : 4);
    List<Map<String, Object>> steps = new ArrayList<>();
    List<BitSet> before = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      Map<String, Object> step = new LinkedHashMap<>();
      step.put("id", id());
      before.add(needs(step, steps, before));
      fill(step, pointer + "/" + i, around, ids(steps, before.get(i)), false);
      steps.add(step);
      stepIn(step, steps);
    }
    steps.forEach(step -> own.add(name(step)));
    return new ArrayList<>(steps);
  }

  /** Names needs among the steps before; returns all that lies before the step. */
  private BitSet needs(
      Map<String, Object> step, List<Map<String, Object>> steps, List<BitSet> before) {
    BitSet all = new BitSet();
    List<Object> needs = new ArrayList<>();
    for (int j = 0; j < steps.size(); j++) {
      if (random.nextInt(3) != 0) {
        continue;
      }
      if (steps.get(j).get(random.nextBoolean() ? "then" : "else") instanceof List<?> branch) {
        branches(branch).add(name(step));
      } else {
        needs.add(name(steps.get(j)));
      }
      all.set(j);
      all.or(before.get(j));
    }
    if (!needs.isEmpty() || random.nextBoolean()) {
      step.put("dependsOn", needs);
    }
    return all;
  }

  @SuppressWarnings("unchecked")
  private static List<Object> branches(List<?> branch) {
    return (List<Object>) branch;
  }

  private static String name(Map<String, Object> step) {
    return String.valueOf(step.get("id"));
  }

  private static Set<String> ids(List<Map<String, Object>> steps, BitSet chosen) {
    return chosen.stream().mapToObj(i -> name(steps.get(i))).collect(Collectors.toSet());
  }

  /** Makes a step the stand-in of one before it, or gives that one another way to fail. */
  private void stepIn(Map<String, Object> step, List<Map<String, Object>> steps) {
    if (steps.size() == 1 || random.nextInt(4) != 0) {
      return;
    }
    Map<String, Object> earlier = steps.get(random.nextInt(steps.size() - 1));
    boolean gate = "gate".equals(earlier.get("kind"));
    earlier.put(
        "onFailure",
        switch (random.nextInt(3)) {
          case 0 -> "fail";
          case 1 -> gate ? "fail" : "continue";
          default -> name(step);
        });
  }

  private void fill(
      Map<String, Object> step,
      String pointer,
      Around around,
      Set<String> upstream,
      boolean alone) {
    Set<String> readable = new TreeSet<>(around.readable);
    readable.addAll(upstream);
    boolean deeper = around.depth < DEEPEST && ids.size() < MOST_STEPS;
    boolean container = deeper && random.nextInt(5) < 2;
    String kind = container ? texts.pick(CONTAINERS) : texts.pick(LEAVES);
    if (kind.equals("aggregate") && readable.isEmpty()) {
      kind = "agent";
    }
    step.put("kind", kind);
    if (alone && !kind.equals("gate") && random.nextInt(4) == 0) {
      step.put("onFailure", random.nextBoolean() ? "skip" : "continue");
    }
    if (container) {
      container(step, kind, pointer, around, readable);
    } else {
      leaf(step, kind, pointer, readable, around.names);
    }
  }

  private void leaf(
      Map<String, Object> step,
      String kind,
      String pointer,
      Set<String> readable,
      Set<String> names) {
    switch (kind) {
      case "tool" -> {
        step.put("tool", "echo");
        Map<String, Object> arguments = new LinkedHashMap<>();
        step.put("arguments", arguments);
        texts.add(pointer + "/arguments", arguments, "body", readable, names);
      }
      case "gate" -> {
        step.put("show", new ArrayList<>(readable));
        texts.add(pointer, step, "title", readable, names);
      }
      case "wait" -> {
        boolean signal = random.nextBoolean();
        step.put(signal ? "signal" : "for", signal ? "go" : "PT1S");
      }
      case "choice" -> {
        step.put("then", new ArrayList<>());
        step.put("else", new ArrayList<>());
        step.put("when", "true");
      }
      case "aggregate" -> {
        step.put("strategy", "concat");
        step.put("of", new ArrayList<>(readable));
      }
      default -> {
        step.put("agent", "copywriter");
        texts.add(pointer, step, "prompt", readable, names);
      }
    }
  }

  private void container(
      Map<String, Object> step, String kind, String pointer, Around around, Set<String> readable) {
    String nested = id();
    switch (kind) {
      case "map" -> {
        step.put(
            "over", readable.isEmpty() ? "[1, 2]" : "[steps." + texts.pick(readable) + ".output]");
        String as = "n_" + nested;
        step.put("as", as);
        step.put("step", one(nested, pointer, around.with(readable, "item", as)));
      }
      case "loop" -> {
        step.put("until", "turn > 2 || steps." + nested + ".output != null");
        Set<String> own = new HashSet<>(readable);
        own.add(nested);
        step.put("step", one(nested, pointer, around.with(own, "turn")));
      }
      default -> {
        ids.removeLast();
        Map<String, Object> input = new LinkedHashMap<>();
        step.put("input", input);
        texts.add(pointer + "/input", input, "n", readable, around.names);
        Set<String> own = new HashSet<>();
        Around inside = new Around(Set.of(), Set.of(), around.depth + 1);
        step.put("steps", graph(pointer + "/steps", inside, own));
        texts.add(pointer, step, "result", own, Set.of());
      }
    }
  }

  private Map<String, Object> one(String id, String pointer, Around around) {
    Map<String, Object> step = new LinkedHashMap<>();
    step.put("id", id);
    fill(step, pointer + "/step", around, Set.of(), true);
    return step;
  }

  private String id() {
    ids.add("s" + ids.size());
    return ids.getLast();
  }
}
