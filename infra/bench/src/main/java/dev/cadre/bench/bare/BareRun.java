package dev.cadre.bench.bare;

import dev.cadre.bench.plan.Shape;

/**
 * The argument of a bare workflow.
 *
 * @param inline whether calls are local activities
 * @param rows whether a call commits a row before and after
 */
public record BareRun(Shape shape, boolean inline, boolean rows) {}
