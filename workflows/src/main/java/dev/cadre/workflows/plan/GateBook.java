package dev.cadre.workflows.plan;

import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.gate.GateId;
import dev.cadre.workflows.gate.GatePlan;
import dev.cadre.workflows.step.GateStep;
import java.util.function.Predicate;

/** What the desk needs of its plan, from the plan's snapshot and by its scribe. */
record GateBook(
    StartPlan start,
    PlanSnapshot snapshot,
    PlanBook book,
    Scribe scribe,
    Predicate<String> opened,
    Runnable leavesGate)
    implements GatePlan {

  /** Of the plan's own graph: of a nested gate nobody could say which instance is meant. */
  @Override
  public boolean hasGate(String step) {
    return snapshot.plan().steps().stream()
        .anyMatch(each -> each instanceof GateStep && each.id().equals(step));
  }

  @Override
  public boolean hasOpened(String step) {
    return opened.test(step);
  }

  @Override
  public String requester() {
    return snapshot.requester();
  }

  @Override
  public boolean assertedAllowed() {
    return snapshot.assertedDecisions();
  }

  @Override
  public void record(Fact fact) {
    scribe.add(fact);
  }

  @Override
  public void goesOn() {
    leavesGate.run();
  }

  @Override
  public void flush() {
    scribe.flush();
  }

  @Override
  public void durably() {
    scribe.durably();
  }

  @Override
  public void flushDurably() {
    scribe.flushDurably();
  }

  @Override
  public void decided(GateId gate) {
    scribe.decided(gate);
  }

  @Override
  public String checkEdit(String step, Object output) {
    return book.check(new CheckEdit(start.tenant(), start.plan(), start.run(), step, output));
  }
}
