package dev.cadre.stores.tenant;

import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.llm.Callable;
import dev.cadre.stores.runtime.Places;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.workflows.tenant.TenantId;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/**
 * The model configurations of tenants, for calls: kept for {@link #LIFE}, so that a call need not
 * ask and a change soon counts. Keys are kept sealed.
 */
public final class OwnModels {

  /** How late a change of another process may count. */
  public static final Duration LIFE = Duration.ofSeconds(2);

  private static final int MOST_TENANTS = 10_000;

  private final Postgres postgres;
  private final ScopeKeys keys;
  private final Map<TenantId, Kept> kept = new ConcurrentHashMap<>();

  private record Kept(List<OwnModel> models, long since) {

    boolean fresh() {
      return System.nanoTime() - since < LIFE.toNanos();
    }
  }

  public OwnModels(Postgres postgres, ScopeKeys keys) {
    this.postgres = postgres;
    this.keys = keys;
  }

  /** All of a tenant, the default first, then by name. */
  public Mono<List<OwnModel>> of(TenantId tenant) {
    Kept known = kept.get(tenant);
    return known != null && known.fresh() ? Mono.just(known.models()) : read(tenant);
  }

  /**
   * That with which a model is called: one that names the model, else one of its provider; of
   * several the default, then the first by name. Empty: the installation's key is to be used.
   */
  public Mono<Optional<OwnModel>> serving(TenantId tenant, String provider, String model) {
    return of(tenant)
        .map(models ->
            models.stream()
                .filter(own -> own.serves(provider, model))
                .min(Comparator.comparing(own -> own.model() == null)));
  }

  /**
   * What a tenant can call: of providers that workers can call, and what its own keys reach where
   * some worker speaks the provider's dialect, at an address of their own too. Each is a provider,
   * or {@code provider/model}.
   */
  public Mono<Set<String>> reach(TenantId tenant, Callable callable) {
    return of(tenant)
        .map(models ->
            Stream.concat(
                    callable.providers().stream(),
                    models.stream().filter(own -> reachable(own, callable)).map(OwnModel::reach))
                .collect(Collectors.toUnmodifiableSet()));
  }

  private static boolean reachable(OwnModel own, Callable callable) {
    return (own.baseUrl() == null ? callable.dialects() : callable.spoken())
        .contains(own.provider());
  }

  /** The key itself, if it has one; it must go into one request and nowhere else. */
  public Mono<Optional<String>> key(TenantId tenant, OwnModel own) {
    OwnModel.Sealed sealed = own.sealedKey();
    return sealed == null
        ? Mono.just(Optional.empty())
        : keys.of(tenant)
            .map(key -> Optional.of(key.openText(Places.MODEL_API_KEY, sealed.bytes())));
  }

  /** Something of a tenant has changed. */
  void forget(TenantId tenant) {
    kept.remove(tenant);
  }

  private Mono<List<OwnModel>> read(TenantId tenant) {
    long now = System.nanoTime();
    return postgres
        .manyInTenant(tenant, ModelRows::forCalls)
        .collectList()
        .map(List::copyOf)
        .doOnNext(models -> keep(tenant, new Kept(models, now)));
  }

  private void keep(TenantId tenant, Kept read) {
    if (kept.size() >= MOST_TENANTS) {
      kept.values().removeIf(old -> !old.fresh());
    }
    kept.put(tenant, read);
  }
}
