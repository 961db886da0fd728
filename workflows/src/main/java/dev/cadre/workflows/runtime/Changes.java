package dev.cadre.workflows.runtime;

import io.temporal.workflow.Workflow;

/**
 * Changes of what a workflow commands: a history that was written before one must replay without
 * it.
 */
public final class Changes {

  private Changes() {}

  /**
   * Whether the history includes a change. One that is being written does from its first question
   * on; the question itself is in the history then, so it belongs where the change matters.
   *
   * @param change its id, which stays for ever
   */
  public static boolean include(String change) {
    return Workflow.getVersion(change, Workflow.DEFAULT_VERSION, 1) > Workflow.DEFAULT_VERSION;
  }
}
