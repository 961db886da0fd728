package dev.cadre.stores.credential;

import dev.cadre.workflows.credential.CredentialKind;
import dev.cadre.workflows.credential.CredentialOutcome;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A credential, without its secrets.
 *
 * @param settings the fields that are no secrets
 * @param lastUsedAt to the minute; null: never
 * @param testedAt null: this version never was
 */
public record CredentialRead(
    String name,
    CredentialKind kind,
    Map<String, Object> settings,
    int version,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant lastUsedAt,
    @Nullable Instant testedAt,
    @Nullable CredentialOutcome test) {

  public CredentialRead {
    settings = Map.copyOf(settings);
  }
}
