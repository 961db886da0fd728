package dev.cadre.stores.tenant;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A model configuration, without its key. */
public record ModelRead(
    String name,
    String provider,
    @Nullable String model,
    int rpm,
    int tpm,
    boolean isDefault,
    int version,
    Instant createdAt,
    Instant updatedAt) {}
