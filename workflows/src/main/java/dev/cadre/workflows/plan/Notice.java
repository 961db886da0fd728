package dev.cadre.workflows.plan;

import org.jspecify.annotations.Nullable;

/**
 * A signal from outside, for a {@code wait} step that names it; one that comes early is kept.
 *
 * @param payload any tree
 */
public record Notice(String signal, @Nullable Object payload) {}
