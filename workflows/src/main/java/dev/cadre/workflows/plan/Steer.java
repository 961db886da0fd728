package dev.cadre.workflows.plan;

/**
 * An operator's order to a running plan; what it asks for may hold already.
 *
 * @param paused whether the plan is to pause or to go on
 */
public record Steer(boolean paused) {}
