package dev.cadre.cli;

import tools.jackson.databind.JsonNode;

/**
 * One event of a plan.
 *
 * @param id what {@code Last-Event-ID} takes
 * @param at when it happened; empty when the API does not say
 * @param type such as {@code step.completed}
 * @param step empty when it is about the plan
 */
public record PlanEvent(String id, String at, String type, String step, JsonNode data) {

  /** Whether it is the plan's last. */
  public boolean terminal() {
    return type.equals("plan.completed")
        || type.equals("plan.failed")
        || type.equals("plan.cancelled");
  }
}
