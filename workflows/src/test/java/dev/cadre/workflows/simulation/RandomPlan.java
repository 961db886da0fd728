package dev.cadre.workflows.simulation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Makes the document of a valid plan from a seed: all kinds of steps, nested, in graphs with
 * branches, joins and stand-ins.
 */
final class RandomPlan {

  private static final int MAX_DEPTH = 3;

  /** {@code input.n} of the plan, as long as it is not done again with another. */
  static final int INPUT_NUMBER = 50;

  private static final int MOST_STEPS = 18;

  /**
   * What lies around steps.
   *
   * @param containers how many
   * @param readable steps outside that may be read, each with its kind
   * @param item whether a map is among them that may be seen
   * @param turn the same of a loop
   */
  record Around(int containers, Map<String, String> readable, boolean item, boolean turn) {

    static final Around NOTHING = new Around(0, Map.of(), false, false);
  }

  /**
   * A step as far as it is made.
   *
   * @param before all that comes before it
   */
  record Draft(String id, String kind, Map<String, Object> fields, Set<String> before) {}

  private final Random random;
  private final RandomStep kinds;
  private int made;

  private RandomPlan(long seed) {
    random = new Dice(seed).at("plan").random();
    kinds = new RandomStep(random, this);
  }

  static Map<String, Object> document(long seed) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("name", "seed " + seed);
    document.put("input", input(INPUT_NUMBER));
    RandomPlan plan = new RandomPlan(seed);
    document.put("steps", plan.steps(Around.NOTHING, 1 + plan.random.nextInt(9)));
    return document;
  }

  /** What expressions may name; a plan or a subplan starts with it. */
  static Map<String, Object> input(int number) {
    return Map.of("n", number, "at", "2000-01-01T00:00:00Z", "items", List.of());
  }

  boolean mayNest(Around around) {
    return around.containers() < MAX_DEPTH && made < MOST_STEPS;
  }

  String id(String kind) {
    return kind.substring(0, 2) + ++made;
  }

  /** The steps of one graph. */
  List<Map<String, Object>> steps(Around around, int size) {
    List<Draft> drafts = new ArrayList<>();
    for (int i = 0; i < size && (i == 0 || made < MOST_STEPS); i++) {
      drafts.add(step(drafts, around));
    }
    for (int i = 0; i < drafts.size(); i++) {
      standIn(drafts, i);
    }
    return drafts.stream().map(Draft::fields).toList();
  }

  private Draft step(List<Draft> earlier, Around around) {
    List<String> needs = new ArrayList<>();
    Set<String> before = new LinkedHashSet<>();
    int wanted = random.nextInt(10) < 2 ? 0 : 1 + random.nextInt(2);
    for (int i = 0; i < wanted && !earlier.isEmpty(); i++) {
      need(earlier.get(Math.max(0, earlier.size() - 1 - random.nextInt(4))), needs, before);
    }
    String kind = kinds.kind(mayNest(around), !needs.isEmpty());
    String id = id(kind);
    branch(earlier, id, before);
    Map<String, Object> fields = new LinkedHashMap<>(Map.of("id", id, "kind", kind));
    if (!needs.isEmpty()) {
      fields.put("dependsOn", needs);
    }
    Map<String, String> readable = new LinkedHashMap<>(around.readable());
    earlier.stream()
        .filter(draft -> before.contains(draft.id()))
        .forEach(draft -> readable.put(draft.id(), draft.kind()));
    Around here = new Around(around.containers(), readable, around.item(), around.turn());
    kinds.fill(fields, kind, needs, List.copyOf(before), here);
    return new Draft(id, kind, fields, before);
  }

  private static void need(Draft need, List<String> needs, Set<String> before) {
    if (!needs.contains(need.id())) {
      needs.add(need.id());
      before.add(need.id());
      before.addAll(need.before());
    }
  }

  /** Hangs a step on choices that stand before it. */
  private void branch(List<Draft> earlier, String id, Set<String> before) {
    for (Draft draft : earlier) {
      if (draft.kind().equals("choice") && random.nextInt(3) == 0) {
        @SuppressWarnings("unchecked")
        List<String> side =
            (List<String>) draft.fields().get(random.nextBoolean() ? "then" : "else");
        side.add(id);
        before.add(draft.id());
        before.addAll(draft.before());
      }
    }
  }

  /** A step may stand in for one that stands before it, so that none waits for itself. */
  private void standIn(List<Draft> drafts, int failing) {
    int later = drafts.size() - failing - 1;
    if (later > 0 && random.nextInt(6) == 0) {
      Draft other = drafts.get(failing + 1 + random.nextInt(later));
      drafts.get(failing).fields().put("onFailure", other.id());
    }
  }
}
