package dev.cadre.workflows.step;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** A node of a plan's graph. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = AgentStep.class, name = "agent"),
  @JsonSubTypes.Type(value = ToolStep.class, name = "tool"),
  @JsonSubTypes.Type(value = ChoiceStep.class, name = "choice"),
  @JsonSubTypes.Type(value = AggregateStep.class, name = "aggregate"),
  @JsonSubTypes.Type(value = GateStep.class, name = "gate"),
  @JsonSubTypes.Type(value = MapStep.class, name = "map"),
  @JsonSubTypes.Type(value = LoopStep.class, name = "loop"),
  @JsonSubTypes.Type(value = WaitStep.class, name = "wait"),
  @JsonSubTypes.Type(value = SubplanStep.class, name = "subplan")
})
public sealed interface Step
    permits AgentStep,
        ToolStep,
        ChoiceStep,
        AggregateStep,
        GateStep,
        MapStep,
        LoopStep,
        WaitStep,
        SubplanStep {

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
      case MapStep _ -> "map";
      case LoopStep _ -> "loop";
      case WaitStep _ -> "wait";
      case SubplanStep _ -> "subplan";
    };
  }

  /** The steps inside; empty for all but containers. */
  default List<Step> nested() {
    return switch (this) {
      case MapStep map -> List.of(map.step());
      case LoopStep loop -> List.of(loop.step());
      case SubplanStep subplan -> subplan.steps();
      case AgentStep _, ToolStep _, ChoiceStep _, AggregateStep _, GateStep _, WaitStep _ ->
          List.of();
    };
  }
}
