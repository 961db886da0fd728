package dev.cadre.workflows.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import java.util.UUID;

/** Identifies a plan; a UUIDv7. */
public record PlanId(UUID value) {

  private static final String WORKFLOW = "plan-";

  @JsonCreator
  public static PlanId of(String text) {
    return new PlanId(UUID.fromString(text));
  }

  /** The plan whose workflow has this id; empty for a workflow that somebody else named. */
  public static Optional<PlanId> ofWorkflow(String id) {
    try {
      PlanId plan = of(id.substring(Math.min(id.length(), WORKFLOW.length())));
      return Optional.of(plan).filter(found -> found.workflowId().equals(id));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /** The id of the plan's workflow. */
  public String workflowId() {
    return WORKFLOW + value;
  }

  @Override
  @JsonValue
  public String toString() {
    return value.toString();
  }
}
