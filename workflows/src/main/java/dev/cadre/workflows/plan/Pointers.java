package dev.cadre.workflows.plan;

import dev.cadre.workflows.expression.Templates;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.SubplanStep;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** JSON Pointers (RFC 6901) of the places in a plan. */
public final class Pointers {

  private Pointers() {}

  /** The pointer of each step by its id, those inside containers included. */
  public static Map<String, String> byStep(Plan plan) {
    Map<String, String> pointers = new HashMap<>();
    List<Step> steps = plan.steps();
    for (int i = 0; i < steps.size(); i++) {
      collect(step(i), steps.get(i), pointers);
    }
    return pointers;
  }

  static String token(String field) {
    return Templates.token(field);
  }

  static String step(int index) {
    return "/steps/" + index;
  }

  /** Of a step inside the container at the pointer. */
  static String nested(String pointer, Step container, int index) {
    return container instanceof SubplanStep ? pointer + step(index) : pointer + "/step";
  }

  private static void collect(String pointer, Step step, Map<String, String> pointers) {
    pointers.put(step.id(), pointer);
    List<Step> nested = step.nested();
    for (int i = 0; i < nested.size(); i++) {
      collect(nested(pointer, step, i), nested.get(i), pointers);
    }
  }
}
