package dev.cadre.activities.tool;

import dev.cadre.stores.credential.OpenCredential;
import dev.cadre.stores.credential.TenantCredentials;
import dev.cadre.stores.key.KeyGone;
import dev.cadre.workflows.credential.CredentialKind;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.tenant.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import reactor.core.publisher.Mono;

/** Opens credentials of tenants for calls of tools; each is read anew, so that a change counts. */
public final class CredentialStore {

  private static final Duration WAIT = Duration.ofSeconds(10);

  private final BiFunction<TenantId, String, Mono<OpenCredential>> credentials;

  public CredentialStore(TenantCredentials credentials) {
    this(credentials::open);
  }

  CredentialStore(BiFunction<TenantId, String, Mono<OpenCredential>> credentials) {
    this.credentials = credentials;
  }

  /** Of a worker that has none, as some tests have it. */
  static CredentialStore none() {
    return new CredentialStore((_, _) -> Mono.empty());
  }

  /** One, if the tenant has it and it is of one of these kinds. */
  public Optional<OpenCredential> find(TenantId tenant, String name, CredentialKind... kinds) {
    try {
      return credentials
          .apply(tenant, name)
          .blockOptional(WAIT)
          .filter(one -> List.of(kinds).contains(one.kind()));
    } catch (KeyGone e) {
      throw ToolFailed.refused("The tenant's key is gone, and with it its credentials.");
    } catch (RuntimeException e) {
      throw ToolFailed.unreached(
          FailureCategory.UPSTREAM,
          false,
          "The tenant's credentials cannot be read now: the database or the key does not answer.");
    }
  }

  /**
   * One that must be there.
   *
   * @throws ToolFailed when it is not
   */
  public OpenCredential get(TenantId tenant, String name, CredentialKind... kinds) {
    return find(tenant, name, kinds)
        .orElseThrow(() ->
            ToolFailed.refused(
                "The tenant has no credential `"
                    + name
                    + "` that this tool takes; an admin adds it: ./cadre credential add "
                    + name
                    + "."));
  }
}
