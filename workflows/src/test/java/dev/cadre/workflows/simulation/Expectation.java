package dev.cadre.workflows.simulation;

import dev.cadre.workflows.plan.PlanStatus;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What must come of a plan.
 *
 * @param notices signals that come before anything waits for them, by name
 * @param stages at which it waits, in their order
 * @param late how many seconds calls may have taken after the last of them
 * @param paused whether the plan ends while it is paused
 * @param reasons one of these is why it failed
 * @param steps one of these failed
 * @param root the plan's own steps, and all that they hold
 */
record Expectation(
    Map<String, Integer> notices,
    List<Stage> stages,
    double late,
    boolean paused,
    PlanStatus status,
    Set<String> reasons,
    Set<String> steps,
    Room root) {}
