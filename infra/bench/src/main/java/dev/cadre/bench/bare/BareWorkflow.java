package dev.cadre.bench.bare;

import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** What somebody would write who has Temporal and no Cadre. */
@WorkflowInterface
public interface BareWorkflow {

  /** Task queue of the bare worker. */
  String QUEUE = "bare";

  /** Name of the update that lets a gate's workflow go on. */
  String APPROVE = "approve";

  /** Runs the shape; the last answer. */
  @WorkflowMethod(name = "Bare")
  String run(BareRun run);

  /** Whether it waits to be let go on. */
  @QueryMethod(name = "waits")
  boolean waits();

  /** Lets it go on; answers who did. */
  @UpdateMethod(name = APPROVE)
  String approve(String reviewer);
}
