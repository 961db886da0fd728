package dev.cadre.workflows.runtime;

import io.temporal.workflow.Workflow;
import java.time.Instant;

/** The time as the running workflow sees it: the same again in a replay. */
public final class WorkflowTime {

  private WorkflowTime() {}

  public static Instant now() {
    return Instant.ofEpochMilli(Workflow.currentTimeMillis());
  }
}
