package dev.cadre.workflows.plan;

/**
 * What a run of a plan hands on to its next part, when its history has become long. Everything that
 * PostgreSQL knows is read from there.
 *
 * @param part from 1, counts the parts before
 * @param batch the last batch of facts that was written
 */
public record Carried(int part, int batch) {}
