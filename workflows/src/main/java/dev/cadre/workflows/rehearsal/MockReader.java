package dev.cadre.workflows.rehearsal;

import dev.cadre.workflows.expression.Templates;
import dev.cadre.workflows.gate.Verdict;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.plan.Nearest;
import dev.cadre.workflows.plan.Plan;
import dev.cadre.workflows.plan.PlanSteps;
import dev.cadre.workflows.plan.Problem;
import dev.cadre.workflows.step.AgentStep;
import dev.cadre.workflows.step.GateStep;
import dev.cadre.workflows.step.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads what a caller says that the world answers, and finds everything that is wrong with it. */
public final class MockReader {

  /** The field that holds the plan itself. */
  public static final String PLAN = "plan";

  private static final Set<String> FIELDS =
      Set.of(PLAN, "outputs", "items", "decisions", "failures", "signals");

  /** What a step may end with when its calls have failed. */
  private static final Set<String> REASONS =
      Stream.concat(
              Arrays.stream(FailureCategory.values()).map(Enum::name), Stream.of("CHAIN_EXHAUSTED"))
          .collect(Collectors.toUnmodifiableSet());

  /** More help nobody. */
  private static final int MOST = 1_000;

  /** What was read; worth nothing where there are problems. */
  public record Reading(Mocks mocks, List<Problem> problems) {}

  private final Map<?, ?> body;
  private final Plan plan;
  private final MockFit fit;
  private final Map<String, Step> steps = new LinkedHashMap<>();
  private final List<Problem> problems = new ArrayList<>();

  private MockReader(Map<?, ?> body, Plan plan, SchemaCheck check) {
    this.body = body;
    this.plan = plan;
    this.fit = new MockFit(check, this::problem);
    PlanSteps.all(plan.steps()).forEach(step -> steps.put(step.id(), step));
  }

  /**
   * Reads the fields beside the plan.
   *
   * @param body the whole; pointers start there
   * @param plan a valid one
   */
  public static Reading read(Map<?, ?> body, Plan plan, SchemaCheck check) {
    return new MockReader(body, plan, check).read();
  }

  private Reading read() {
    for (Object field : body.keySet()) {
      String name = String.valueOf(field);
      if (!FIELDS.contains(name)) {
        String remedy = Nearest.hint(name, FIELDS, "leave it out.");
        problem(
            Problem.Code.UNKNOWN_FIELD,
            Templates.token(name),
            "A dry run has no `" + name + "`; " + remedy);
      }
    }
    Mocks mocks = new Mocks(outputs(), items(), decisions(), failures(), signals());
    steps.values().forEach(step -> samples(step, mocks));
    return new Reading(mocks, List.copyOf(problems));
  }

  private Map<String, @Nullable Object> outputs() {
    Map<String, @Nullable Object> outputs = new HashMap<>();
    ofSteps(
        "outputs",
        (step, value) ->
            outputs.put(step.id(), fit.value(step, value, pointer("outputs", step.id()))));
    return outputs;
  }

  private Map<String, List<@Nullable Object>> items() {
    Map<String, List<@Nullable Object>> items = new HashMap<>();
    ofSteps(
        "items",
        (step, value) -> {
          String pointer = pointer("items", step.id());
          if (!(value instanceof List<?> list)) {
            problem(
                Problem.Code.WRONG_TYPE,
                pointer,
                "The values of `" + step.id() + "` are no list; write one value for each call.");
            return;
          }
          List<@Nullable Object> values = new ArrayList<>();
          for (int i = 0; i < list.size(); i++) {
            values.add(fit.value(step, list.get(i), pointer + "/" + i));
          }
          items.put(step.id(), values);
        });
    return items;
  }

  private Map<String, Verdict> decisions() {
    Map<String, Verdict> decisions = new HashMap<>();
    ofSteps(
        "decisions",
        (step, value) -> {
          String pointer = pointer("decisions", step.id());
          if (!(step instanceof GateStep)) {
            problem(
                Problem.Code.WRONG_TYPE,
                pointer,
                "`" + step.id() + "` is no gate; decide gates only.");
          } else if ("GO".equals(value) || "REJECT".equals(value)) {
            decisions.put(step.id(), Verdict.valueOf(value.toString()));
          } else {
            problem(
                Problem.Code.OUT_OF_RANGE,
                pointer,
                "A dry run decides GO or REJECT; write one of them.");
          }
        });
    return decisions;
  }

  private Map<String, String> failures() {
    Map<String, String> failures = new HashMap<>();
    ofSteps(
        "failures",
        (step, value) -> {
          String pointer = pointer("failures", step.id());
          if (step instanceof GateStep) {
            problem(
                Problem.Code.WRONG_TYPE,
                pointer,
                "A gate does not fail by itself; write REJECT for it in `decisions`.");
          } else if (value instanceof String reason && REASONS.contains(reason)) {
            failures.put(step.id(), reason);
          } else {
            String remedy =
                Nearest.hint(
                    String.valueOf(value),
                    new TreeSet<>(REASONS),
                    "write a failure category, such as TOOL_FAILED.");
            problem(
                Problem.Code.OUT_OF_RANGE, pointer, "No step fails with this reason; " + remedy);
          }
        });
    return failures;
  }

  private Map<String, @Nullable Object> signals() {
    Map<String, @Nullable Object> signals = new HashMap<>();
    Set<String> known = PlanSteps.signals(plan).keySet();
    object("signals")
        .forEach((key, payload) -> {
          String name = String.valueOf(key);
          if (known.contains(name)) {
            signals.put(name, payload);
          } else {
            problem(
                Problem.Code.UNKNOWN_STEP,
                pointer("signals", name),
                "No step waits for the signal `"
                    + name
                    + "`; "
                    + Nearest.hint(name, known, "leave it out."));
          }
        });
    return signals;
  }

  private void ofSteps(String field, BiConsumer<Step, @Nullable Object> each) {
    object(field)
        .forEach((key, value) -> {
          String id = String.valueOf(key);
          Step step = steps.get(id);
          if (step == null) {
            problem(
                Problem.Code.UNKNOWN_STEP,
                pointer(field, id),
                "The plan has no step `"
                    + id
                    + "`; "
                    + Nearest.hint(id, steps.keySet(), "name one that it has."));
          } else {
            each.accept(step, value);
          }
        });
  }

  private Map<?, ? extends @Nullable Object> object(String field) {
    Object value = body.get(field);
    if (value == null) {
      return Map.of();
    }
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    problem(
        Problem.Code.WRONG_TYPE,
        "/" + field,
        "`" + field + "` is no object; write a value by the name that it is for.");
    return Map.of();
  }

  /** What nothing is said about must have a sample that fits. */
  private void samples(Step step, Mocks mocks) {
    String id = step.id();
    boolean said =
        mocks.outputs().containsKey(id)
            || mocks.items().containsKey(id)
            || mocks.failures().containsKey(id);
    if (step instanceof AgentStep agent && !said && problems.isEmpty()) {
      fit.sample(agent);
    }
  }

  private static String pointer(String field, String name) {
    return "/" + field + Templates.token(name);
  }

  private void problem(Problem.Code code, String pointer, String message) {
    if (problems.size() < MOST) {
      problems.add(new Problem(code, pointer, message));
    }
  }
}
