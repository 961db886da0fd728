package dev.cadre.testkit.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.workflows.plan.PlanReader;
import dev.cadre.workflows.plan.PlanSteps;
import dev.cadre.workflows.plan.PlanValidator;
import dev.cadre.workflows.plan.Problem;
import dev.cadre.workflows.step.Step;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the reader and the validator say of plans whose truth is known beforehand. */
class RandomPlansTest {

  private static final TestCatalogue CATALOGUE = TestCatalogue.calling("local");
  private static final int SEEDS = 1_000;

  /** Problems that are told of one plan. */
  private static final int MOST = 1_000;

  @Test
  void holdEveryKindAtEveryDepth() {
    Set<String> kinds = new TreeSet<>();
    seeds()
        .mapToObj(seed -> PlanReader.read(RandomPlans.of(seed).tree()).plan())
        .forEach(plan -> PlanSteps.all(plan.steps()).map(Step::kind).forEach(kinds::add));
    assertThat(kinds)
        .containsExactly(
            "agent", "aggregate", "choice", "gate", "loop", "map", "subplan", "tool", "wait");
  }

  @Test
  void areValid() {
    seeds()
        .forEach(seed -> {
          RandomPlan plan = RandomPlans.of(seed);
          assertThat(problems(plan.tree())).as("seed %s: %s", seed, plan.tree()).isEmpty();
        });
  }

  @Test
  void keepEveryStep() {
    seeds()
        .forEach(seed -> {
          RandomPlan plan = RandomPlans.of(seed);
          assertThat(PlanSteps.all(PlanReader.read(plan.tree()).plan().steps()).map(Step::id))
              .as("seed %s", seed)
              .containsExactlyElementsOf(plan.ids());
        });
  }

  @Test
  void readNoStepThatIsOutOfSight() {
    seeds()
        .forEach(seed -> {
          RandomPlan plan = RandomPlans.of(seed);
          List<String> expected = new ArrayList<>();
          for (RandomPlan.Text text : plan.texts()) {
            text.write(
                plan.ids().stream()
                    .map(id -> "{{ steps." + id + ".output }}")
                    .collect(Collectors.joining()));
            plan.ids().stream()
                .filter(id -> !text.readable().contains(id))
                .forEach(_ -> expected.add("REFERENCE_NOT_UPSTREAM " + text.pointer()));
          }
          List<String> found = problems(plan.tree());
          if (expected.size() > MOST) {
            assertThat(found).as("seed %s", seed).hasSize(MOST);
          } else {
            assertThat(found)
                .as("seed %s: %s", seed, plan.tree())
                .containsExactlyInAnyOrderElementsOf(expected);
          }
        });
  }

  @Test
  void useNoNameOfAnotherContainer() {
    seeds()
        .forEach(seed -> {
          RandomPlan plan = RandomPlans.of(seed);
          Set<String> names = new TreeSet<>(Set.of("item", "turn"));
          plan.texts().forEach(text -> names.addAll(text.names()));
          List<String> expected = new ArrayList<>();
          for (RandomPlan.Text text : plan.texts()) {
            text.write(
                names.stream().map(name -> "{{ " + name + " }}").collect(Collectors.joining()));
            names.stream()
                .filter(name -> !text.names().contains(name))
                .forEach(_ -> expected.add("EXPRESSION_INVALID " + text.pointer()));
          }
          assertThat(problems(plan.tree()))
              .as("seed %s: %s", seed, plan.tree())
              .containsExactlyInAnyOrderElementsOf(expected);
        });
  }

  @Test
  void areJudgedAlsoWhenAnythingInThemIsBroken() {
    seeds()
        .forEach(seed -> {
          Random random = new Random(seed);
          Map<String, Object> tree = RandomPlans.of(seed).tree();
          for (int i = random.nextInt(4); i >= 0; i--) {
            breakSomething(random, tree);
          }
          for (Problem problem : PlanValidator.validate(PlanReader.read(tree), CATALOGUE)) {
            assertThat(stands(tree, problem.pointer()))
                .as("seed %s: %s in %s", seed, problem, tree)
                .isTrue();
          }
        });
  }

  /** Replaces, removes or adds a value somewhere. */
  private static void breakSomething(Random random, Map<String, Object> tree) {
    List<Map<String, Object>> objects = new ArrayList<>();
    collect(tree, objects);
    Map<String, Object> object = objects.get(random.nextInt(objects.size()));
    List<String> fields = new ArrayList<>(object.keySet());
    String field = fields.isEmpty() ? "new" : fields.get(random.nextInt(fields.size()));
    switch (random.nextInt(8)) {
      case 0 -> object.remove(field);
      case 1 -> object.put("further", 1L);
      case 2 -> object.put(field, List.of());
      case 3 -> object.put(field, Map.of("a/b", List.of("~", 1L)));
      case 4 -> object.put(field, -5L);
      case 5 -> object.put(field, "{{ steps.s0.output");
      case 6 -> object.put(field, "s1");
      default -> object.put(field, object.getOrDefault("kind", "map"));
    }
  }

  @SuppressWarnings("unchecked")
  private static void collect(Object value, List<Map<String, Object>> objects) {
    if (value instanceof Map<?, ?> map && !map.getClass().getName().contains("Immutable")) {
      objects.add((Map<String, Object>) map);
    }
    children(value).forEach(child -> collect(child, objects));
  }

  private static Collection<?> children(Object value) {
    return switch (value) {
      case Map<?, ?> map -> map.values();
      case List<?> list -> list;
      default -> List.of();
    };
  }

  /** Whether a pointer names a value, or what would be a field of an object. */
  private static boolean stands(Object tree, String pointer) {
    Object at = tree;
    String[] tokens = pointer.isEmpty() ? new String[0] : pointer.substring(1).split("/", -1);
    for (int i = 0; i < tokens.length; i++) {
      Object next = child(at, tokens[i].replace("~1", "/").replace("~0", "~"));
      if (next == null) {
        return i == tokens.length - 1 && at instanceof Map;
      }
      at = next;
    }
    return true;
  }

  private static @Nullable Object child(Object value, String token) {
    return switch (value) {
      case Map<?, ?> map -> map.get(token);
      case List<?> list when token.matches("[0-9]{1,5}") && Integer.parseInt(token) < list.size() ->
          list.get(Integer.parseInt(token));
      default -> null;
    };
  }

  private static List<String> problems(Map<String, Object> tree) {
    return PlanValidator.validate(PlanReader.read(tree), CATALOGUE).stream()
        .filter(problem -> problem.code() != Problem.Code.LIMIT_EXCEEDED)
        .map(problem -> problem.code() + " " + problem.pointer())
        .toList();
  }

  private static LongStream seeds() {
    return LongStream.range(0, SEEDS);
  }
}
