package dev.cadre.workflows.plan;

import dev.cadre.workflows.budget.Budget;
import dev.cadre.workflows.step.Step;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a plan from a plain tree of map, list, string, number, boolean and null (JSON or YAML was
 * parsed at the door). It fills in all defaults and never stops at the first problem.
 */
public final class PlanReader {

  /** The most steps that a plan may have, those inside containers included. */
  public static final int MAX_STEPS = 5_000;

  private static final int MAX_LABELS = 10;
  private static final int MAX_NAME = 200;
  private static final int MAX_GOAL = 10_000;
  private static final Pattern LABEL = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
  private static final Pattern MONEY = Pattern.compile("[0-9]{1,12}(\\.[0-9]{1,9})?");

  private static final Map<String, PlanType> TYPES = Words.of(PlanType.values());
  private static final Map<String, Priority> PRIORITIES = Words.of(Priority.values());
  private static final List<Priority> BY_NUMBER =
      List.of(Priority.LOW, Priority.NORMAL, Priority.HIGH, Priority.URGENT);
  private static final Map<String, Budget.OnLimit> ON_LIMIT = Words.of(Budget.OnLimit.values());

  /** What a document says. */
  public static final class Reading {

    private final @Nullable Plan plan;
    private final Object input;
    private final Problems problems;
    private final List<StepDraft> drafts;

    private Reading(@Nullable Plan plan, Object input, Problems problems, List<StepDraft> drafts) {
      this.plan = plan;
      this.input = input;
      this.problems = problems;
      this.drafts = List.copyOf(drafts);
    }

    /**
     * The plan, to be validated still.
     *
     * @throws IllegalStateException when there are {@link #problems}
     */
    public Plan plan() {
      if (plan == null || !problems().isEmpty()) {
        throw new IllegalStateException("the plan could not be read: " + problems());
      }
      return plan;
    }

    /** The plan's input; an empty object where none is given. */
    public Object input() {
      return input;
    }

    /** What was found while reading; the validator finds more. */
    public List<Problem> problems() {
      return problems.list();
    }

    @Nullable Plan draft() {
      return plan;
    }

    List<StepDraft> drafts() {
      return drafts;
    }

    boolean suspect(String pointer) {
      return problems.suspect(pointer);
    }
  }

  private final Problems problems = new Problems();

  private PlanReader() {}

  public static Reading read(@Nullable Object tree) {
    return new PlanReader().root(tree);
  }

  private Reading root(@Nullable Object tree) {
    if (!(tree instanceof Map<?, ?> map)) {
      problems.refuse(
          Problem.Code.WRONG_TYPE, "", "The plan is " + Kinds.of(tree) + "; write an object.");
      return new Reading(null, Map.of(), problems, List.of());
    }
    Cursor root = new Cursor(problems, "", map);
    String name = root.required("name", "\"launch-post\"");
    if (name.length() > MAX_NAME) {
      root.outOfRange("name", "`name` is over " + MAX_NAME + " characters; shorten it.");
    }
    String goal = root.text("goal", MAX_GOAL);
    PlanType type = Objects.requireNonNullElse(root.word("type", TYPES), PlanType.OTHER);
    Priority priority = priority(root);
    List<String> labels = labels(root);
    Budget budget = budget(root);
    Object input = Objects.requireNonNullElse(root.tree("input"), Map.of());
    List<StepDraft> drafts = steps(root);
    Object result = root.tree("result");
    root.done("A plan");
    List<Step> steps = drafts.stream().map(StepDraft::step).filter(Objects::nonNull).toList();
    Plan plan = new Plan(name, goal, type, priority, labels, budget, steps, result);
    return new Reading(plan, input, problems, drafts);
  }

  /** A word, or the number that imported plans have, 1 is the lowest. */
  private static Priority priority(Cursor root) {
    if (root.tree("priority") instanceof Number) {
      Integer number = root.integer("priority", 1, BY_NUMBER.size());
      return number == null ? Priority.NORMAL : BY_NUMBER.get(number - 1);
    }
    return Objects.requireNonNullElse(root.word("priority", PRIORITIES), Priority.NORMAL);
  }

  private List<String> labels(Cursor root) {
    List<String> labels = root.texts("labels");
    if (labels == null) {
      return List.of();
    }
    if (labels.size() > MAX_LABELS) {
      problems.refuse(
          Problem.Code.LIMIT_EXCEEDED,
          "/labels",
          "There are " + labels.size() + " labels; keep at most " + MAX_LABELS + ".");
      return labels;
    }
    for (int i = 0; i < labels.size(); i++) {
      String pointer = "/labels/" + i;
      if (!problems.suspect(pointer) && !LABEL.matcher(labels.get(i)).matches()) {
        problems.refuse(
            Problem.Code.OUT_OF_RANGE,
            pointer,
            "A label is 1 to 63 of a-z, 0-9, dot, dash and underscore; rename it.");
      }
    }
    return labels;
  }

  private @Nullable Budget budget(Cursor root) {
    Cursor budget = root.object("budget");
    if (budget == null) {
      return null;
    }
    String limit = budget.required("limit", "\"0.50\"");
    if (!limit.isEmpty() && !MONEY.matcher(limit).matches()) {
      budget.outOfRange("limit", "`limit` is no amount; write a decimal such as \"0.50\".");
      limit = "";
    }
    String currency = budget.text("currency");
    if (currency != null && !currency.equals("USD")) {
      budget.outOfRange("currency", "Only USD is known as a currency; write USD.");
    }
    Budget.OnLimit onLimit = budget.word("onLimit", ON_LIMIT);
    if (onLimit != null && onLimit != Budget.OnLimit.FAIL) {
      budget.notYet("onLimit", "Only `fail` is available when the limit is reached; write fail.");
    }
    budget.done("A budget");
    BigDecimal amount = limit.isEmpty() ? BigDecimal.ZERO : new BigDecimal(limit);
    return new Budget(amount, "USD", Budget.OnLimit.FAIL);
  }

  private List<StepDraft> steps(Cursor root) {
    int count = StepList.count(root.tree("steps"));
    if (count > MAX_STEPS) {
      problems.refuse(Problem.Code.LIMIT_EXCEEDED, "/steps", tooMany(count));
      return List.of();
    }
    return StepList.read(root, 0);
  }

  static String tooMany(int count) {
    return "There are "
        + count
        + " steps, nested ones included; keep at most "
        + MAX_STEPS
        + " or split the plan.";
  }
}
