package dev.cadre.workflows.plan;

import dev.cadre.workflows.expression.Templates;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.SubplanStep;

/** JSON Pointers (RFC 6901) of the places in a plan. */
final class Pointers {

  private Pointers() {}

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
}
