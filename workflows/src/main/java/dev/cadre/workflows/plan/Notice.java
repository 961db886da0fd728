package dev.cadre.workflows.plan;

import org.jspecify.annotations.Nullable;

/**
 * A signal from outside, for a {@code wait} step that names it; one that comes early is kept.
 *
 * @param payload any tree
 * @param id of this one signal: delivered again it counts once; null in histories from before there
 *     were ids, of which each delivery counts
 */
public record Notice(String signal, @Nullable Object payload, @Nullable String id) {}
