package dev.cadre.stores.llm;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A model as one key calls it. A tenant's own key shares its rests with nobody: neither does its
 * failure let others rest, nor theirs it.
 *
 * @param own the tenant's own model configuration; null: the installation's key
 */
public record CalledModel(String provider, String model, @Nullable UUID own) {}
