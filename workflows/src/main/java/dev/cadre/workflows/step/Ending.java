package dev.cadre.workflows.step;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** How one occurrence of a step ended. */
public sealed interface Ending {

  /** It has an output, committed. */
  record Done(Output output) implements Ending {}

  /** Its own condition was false. */
  record NotMet() implements Ending {}

  /**
   * It failed.
   *
   * @param reason a failure category, TIMEOUT, CHAIN_EXHAUSTED or REJECTED
   * @param message one sentence for a person
   */
  record Failed(String reason, @Nullable String message) implements Ending {}

  /**
   * It is a gate that a reviewer sent back.
   *
   * @param again steps that run again as their next occurrence, the gate among them
   * @param makers those of them that get the reviewer's comment
   * @param edited a shown step whose output the reviewer wrote anew, or null
   */
  record Reopened(
      BitSet again,
      BitSet makers,
      @Nullable String comment,
      @Nullable Integer edited,
      @Nullable Output output)
      implements Ending {}

  /** The plan ends, and the step with it. */
  record Stopped() implements Ending {}
}
