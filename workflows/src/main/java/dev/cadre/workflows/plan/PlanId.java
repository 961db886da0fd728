package dev.cadre.workflows.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** Identifies a plan; a UUIDv7. */
public record PlanId(UUID value) {

  private static final String WORKFLOW = "plan-";

  @JsonCreator
  public static PlanId of(String text) {
    return new PlanId(UUID.fromString(text));
  }

  /** Whose workflow has this id. */
  public static PlanId ofWorkflow(String id) {
    return of(id.substring(WORKFLOW.length()));
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
