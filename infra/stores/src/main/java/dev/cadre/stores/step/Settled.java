package dev.cadre.stores.step;

import dev.cadre.workflows.step.AttemptFailure;
import dev.cadre.workflows.step.AttemptResult;

/** How an attempt ended. */
public sealed interface Settled {

  /** With a result: its own, or another attempt's that was committed before. */
  record Success(AttemptResult result) implements Settled {}

  /** With a failure. */
  record Failure(AttemptFailure failure) implements Settled {}

  /** Not by this call: the worker was given up and another call has taken its place. */
  record Superseded() implements Settled {}
}
