package dev.cadre.workflows.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** Identifies a plan; a UUIDv7. */
public record PlanId(UUID value) {

  @JsonCreator
  public static PlanId of(String text) {
    return new PlanId(UUID.fromString(text));
  }

  /** The id of the plan's workflow. */
  public String workflowId() {
    return "plan-" + value;
  }

  @Override
  @JsonValue
  public String toString() {
    return value.toString();
  }
}
