package dev.cadre.workflows.plan;

/**
 * Where a step stands in the document.
 *
 * @param containers how many hold it
 * @param alone whether it is the one step of a map or a loop, so that no other stands beside it
 */
record StepPlace(String pointer, int containers, boolean alone) {}
