package dev.cadre.workflows.gate;

import dev.cadre.workflows.event.Fact;

/** What the desk needs of its plan. */
public interface GatePlan {

  /** Whether a gate step of this id stands in the plan. */
  boolean hasGate(String step);

  /** Whether the gate of this step, which stands in the plan, has been open before. */
  boolean hasOpened(String step);

  String requester();

  boolean assertedAllowed();

  /** Keeps facts to be written in their order. */
  void record(Fact fact);

  /** A gate closes and lets the plan go on: it waits no longer, unless something else does. */
  void goesOn();

  /** Waits until they are written. */
  void flush();

  /** What was recorded so far is in the history before it is written. */
  void durably();

  /** As {@link #flush}, once the messages that led to it are durable. */
  void flushDurably();

  /**
   * What was recorded tells a decision that came by Update and closes a gate: it is written once
   * that is durable, and nothing that it allows happens before.
   */
  void decided(GateId gate);

  /** What is wrong with an edited output; empty when nothing is. */
  String checkEdit(String step, Object output);
}
