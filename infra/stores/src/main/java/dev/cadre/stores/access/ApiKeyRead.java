package dev.cadre.stores.access;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An API key, without its secret.
 *
 * @param account whose it is
 * @param scopes what it gives at most, by wire names; null: all that its account may
 */
public record ApiKeyRead(
    UUID id,
    String account,
    String label,
    @Nullable List<String> scopes,
    Instant createdAt,
    @Nullable Instant expiresAt,
    @Nullable Instant revokedAt,
    @Nullable Instant lastUsedAt) {

  /** Whether it still lets somebody in. */
  public boolean live(Instant now) {
    return revokedAt == null && (expiresAt == null || expiresAt.isAfter(now));
  }
}
