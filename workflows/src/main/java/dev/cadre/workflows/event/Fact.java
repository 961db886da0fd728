package dev.cadre.workflows.event;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.cadre.workflows.gate.Audience;
import dev.cadre.workflows.gate.DecideGate;
import dev.cadre.workflows.gate.DecisionAnswer;
import dev.cadre.workflows.gate.GateId;
import dev.cadre.workflows.gate.GateOutcome;
import dev.cadre.workflows.gate.Shown;
import dev.cadre.workflows.plan.PlanStatus;
import dev.cadre.workflows.step.Frame;
import dev.cadre.workflows.step.Output;
import dev.cadre.workflows.step.StepState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened in a plan's workflow and is to be written to the read model and the event
 * log.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "fact")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Fact.PlanMoved.class, name = "plan-moved"),
  @JsonSubTypes.Type(value = Fact.StepMoved.class, name = "step-moved"),
  @JsonSubTypes.Type(value = Fact.GateOpened.class, name = "gate-opened"),
  @JsonSubTypes.Type(value = Fact.GateClosed.class, name = "gate-closed"),
  @JsonSubTypes.Type(value = Fact.GateNotRequired.class, name = "gate-not-required"),
  @JsonSubTypes.Type(value = Fact.DecisionJudged.class, name = "decision-judged"),
  @JsonSubTypes.Type(value = Fact.SignalRefused.class, name = "signal-refused"),
  @JsonSubTypes.Type(value = Fact.OutputCommitted.class, name = "output-committed")
})
public sealed interface Fact {

  Instant at();

  /** The plan's status changed (never to a terminal one: that is {@code plan.close}). */
  record PlanMoved(PlanStatus status, Instant at) implements Fact {}

  /**
   * A step's state changed.
   *
   * @param reason a code: a failure category, REJECTED, NOT_TAKEN, CONDITION_FALSE, NOT_NEEDED,
   *     TIMEOUT …
   * @param message one sentence for a person; encrypted at rest
   * @param frame the instance that the step belongs to; null in the plan's own graph
   */
  record StepMoved(
      String step,
      int occurrence,
      StepState state,
      @Nullable String reason,
      @Nullable String message,
      @Nullable Frame frame,
      Instant at)
      implements Fact {}

  /**
   * A gate opened.
   *
   * @param frame as above
   */
  record GateOpened(
      GateId gate,
      String step,
      int occurrence,
      String title,
      List<String> options,
      List<Shown> show,
      String digest,
      Audience audience,
      @Nullable Instant deadline,
      @Nullable Frame frame,
      Instant at)
      implements Fact {}

  /** A gate closed. */
  record GateClosed(GateId gate, String step, int occurrence, GateOutcome outcome, Instant at)
      implements Fact {}

  /** A gate's {@code when} was false: nobody is asked. */
  record GateNotRequired(String step, Instant at) implements Fact {}

  /**
   * A decision was judged, accepted or refused.
   *
   * @param gate null when the decision names no gate that has opened
   */
  record DecisionJudged(
      @Nullable GateId gate, DecideGate decision, DecisionAnswer answer, Instant at)
      implements Fact {}

  /**
   * A signal could not be read as a decision.
   *
   * @param gate as the sender wrote it
   */
  record SignalRefused(@Nullable String gate, String message, Instant at) implements Fact {}

  /**
   * The workflow itself made an output: a choice's, a gate's, or one that a reviewer edited. The
   * step is COMPLETED by it.
   *
   * @param output inline always
   * @param origin {@code choice}, {@code gate}, {@code wait} or {@code edited}
   * @param frame as above
   */
  record OutputCommitted(
      String step, int occurrence, Output output, String origin, @Nullable Frame frame, Instant at)
      implements Fact {}
}
