package dev.cadre.workflows.step;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** A node of a plan's graph. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = AgentStep.class, name = "agent"),
  @JsonSubTypes.Type(value = ToolStep.class, name = "tool"),
  @JsonSubTypes.Type(value = ChoiceStep.class, name = "choice"),
  @JsonSubTypes.Type(value = AggregateStep.class, name = "aggregate"),
  @JsonSubTypes.Type(value = GateStep.class, name = "gate")
})
public sealed interface Step permits AgentStep, ToolStep, ChoiceStep, AggregateStep, GateStep {

  /** Unique in the plan; {@code [a-z][a-z0-9_]{0,63}} and no CEL reserved word. */
  String id();

  StepOptions options();

  /** The word that stands for this kind in a plan. */
  default String kind() {
    return switch (this) {
      case AgentStep _ -> "agent";
      case ToolStep _ -> "tool";
      case ChoiceStep _ -> "choice";
      case AggregateStep _ -> "aggregate";
      case GateStep _ -> "gate";
    };
  }
}
