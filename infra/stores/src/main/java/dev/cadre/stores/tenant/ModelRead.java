package dev.cadre.stores.tenant;

import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A model configuration, without its key.
 *
 * @param baseUrl null: it is called at the provider's own address
 */
public record ModelRead(
    String name,
    String provider,
    @Nullable String model,
    @Nullable URI baseUrl,
    int rpm,
    int tpm,
    boolean isDefault,
    int version,
    Instant createdAt,
    Instant updatedAt) {}
