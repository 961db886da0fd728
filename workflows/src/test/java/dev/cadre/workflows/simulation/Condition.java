package dev.cadre.workflows.simulation;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A condition of the few forms that random plans use, and what it means by the rules of
 * "Expressions": a field of null is an error, {@code &&} looks no further than it must.
 *
 * @param step that it reads; empty for a form that reads a variable
 * @param limit what a number is compared with
 */
record Condition(Form form, String step, int limit) {

  /** How conditions look. */
  enum Form {
    PRESENT("steps\\.(\\w+)\\.output != null"),
    OVER("steps\\.(\\w+)\\.output\\.n > (\\d+)"),
    PRESENT_AND_OVER("steps\\.(\\w+)\\.output != null && steps\\.\\w+\\.output\\.n > (\\d+)"),
    TAKEN("steps\\.(\\w+)\\.output\\.taken == 'then'"),
    APPROVED("steps\\.(\\w+)\\.output\\.decision == 'GO'"),
    INPUT("input\\.n > ()(\\d+)"),
    TURN("turn > ()(\\d+)"),
    ITEM("item\\.n > ()(\\d+)");

    private final Pattern pattern;

    Form(String regex) {
      pattern = Pattern.compile(regex);
    }
  }

  /** An expression cannot be evaluated. */
  static final class Failure extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /** What a condition sees. */
  interface View {

    /** Null where there is none. */
    Object output(String step);

    /** {@code input.n}, {@code item.n} or {@code turn}. */
    long number(Form variable);
  }

  static Condition parse(String cel) {
    for (Form form : Form.values()) {
      Matcher matcher = form.pattern.matcher(cel);
      if (matcher.matches()) {
        int limit = matcher.groupCount() < 2 ? 0 : Integer.parseInt(matcher.group(2));
        return new Condition(form, matcher.group(1), limit);
      }
    }
    throw new IllegalArgumentException("no condition of ours: " + cel);
  }

  String cel() {
    String output = "steps." + step + ".output";
    return switch (form) {
      case PRESENT -> output + " != null";
      case OVER -> output + ".n > " + limit;
      case PRESENT_AND_OVER -> output + " != null && " + output + ".n > " + limit;
      case TAKEN -> output + ".taken == 'then'";
      case APPROVED -> output + ".decision == 'GO'";
      case INPUT -> "input.n > " + limit;
      case TURN -> "turn > " + limit;
      case ITEM -> "item.n > " + limit;
    };
  }

  boolean holds(View view) throws Failure {
    Object output = step.isEmpty() ? null : view.output(step);
    return switch (form) {
      case PRESENT -> output != null;
      case OVER -> (long) field(output, "n") > limit;
      case PRESENT_AND_OVER -> output != null && (long) field(output, "n") > limit;
      case TAKEN -> field(output, "taken").equals("then");
      case APPROVED -> field(output, "decision").equals("GO");
      case INPUT, TURN, ITEM -> view.number(form) > limit;
    };
  }

  private static Object field(Object output, String name) throws Failure {
    if (output instanceof Map<?, ?> map && map.get(name) != null) {
      return map.get(name);
    }
    throw new Failure();
  }

  /** The forms that fit the output of a step of a kind. */
  static List<Form> of(String kind) {
    return switch (kind) {
      case "agent", "tool", "aggregate" ->
          List.of(Form.PRESENT, Form.OVER, Form.PRESENT_AND_OVER, Form.PRESENT_AND_OVER);
      case "choice" -> List.of(Form.PRESENT, Form.TAKEN);
      case "gate" -> List.of(Form.PRESENT, Form.APPROVED);
      default -> List.of(Form.PRESENT);
    };
  }
}
