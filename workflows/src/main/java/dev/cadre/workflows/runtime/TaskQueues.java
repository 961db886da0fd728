package dev.cadre.workflows.runtime;

/** Task queues: one a region, all workflow and activity types on it (DESIGN 3). */
public final class TaskQueues {

  /** The queue of the default region. */
  public static final String DEFAULT = "cadre";

  private TaskQueues() {}
}
