package dev.cadre.workflows.plan;

import dev.cadre.workflows.expression.Templates;

/** JSON Pointers (RFC 6901) of the places in a plan. */
final class Pointers {

  private Pointers() {}

  static String token(String field) {
    return Templates.token(field);
  }

  static String step(int index) {
    return "/steps/" + index;
  }
}
