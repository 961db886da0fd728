package dev.cadre.workflows.plan;

import org.jspecify.annotations.Nullable;

/** How a plan ended: the workflow's result. */
public record PlanEnd(PlanStatus status, @Nullable String reason, @Nullable String step) {}
