package dev.cadre.api.audit;

import dev.cadre.api.runtime.Periodic;
import dev.cadre.stores.audit.AuditBroken;
import dev.cadre.stores.audit.AuditChain;
import dev.cadre.stores.audit.AuditHeads;
import dev.cadre.stores.audit.AuditSettings;
import dev.cadre.stores.tenant.Tenants;
import dev.cadre.workflows.tenant.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Links audit entries a second after their commit, and signs how far each log goes. */
@Component
public class AuditUpkeep {

  private static final Logger LOG = LoggerFactory.getLogger(AuditUpkeep.class);
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final AuditChain chain;
  private final AuditHeads heads;
  private final Tenants tenants;
  private final Duration signEvery;
  private final Set<TenantId> grown = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean started = new AtomicBoolean();

  AuditUpkeep(AuditChain chain, AuditHeads heads, Tenants tenants, AuditSettings settings) {
    this.chain = chain;
    this.heads = heads;
    this.tenants = tenants;
    this.signEvery = settings.signEvery();
  }

  /** Looks each second until disposed. */
  public Disposable start() {
    return Disposables.composite(
        Periodic.start(LOOK, LOOK, "Audit entries could not be linked", linkAll()),
        Periodic.start(signEvery, signEvery, "Audit logs could not be signed", signAll()));
  }

  private Mono<Void> linkAll() {
    return chain
        .unlinked()
        .concatMap(tenant ->
            link(tenant).onErrorResume(e -> failed("Audit entries could not be linked", tenant, e)))
        .then();
  }

  /** Links a tenant's entries; their head follows in its time. */
  Mono<Void> link(TenantId tenant) {
    return chain
        .link(tenant)
        .doOnNext(linked -> {
          if (linked > 0) {
            grown.add(tenant);
          }
        })
        .then();
  }

  private Mono<Void> signAll() {
    return Flux.concat(before(), Flux.defer(() -> Flux.fromIterable(List.copyOf(grown))))
        .distinct()
        .concatMap(tenant -> {
          grown.remove(tenant);
          return sign(tenant)
              .doOnError(_ -> grown.add(tenant))
              .onErrorResume(e -> failed("The audit log could not be signed", tenant, e));
        })
        .then();
  }

  /** What another process had linked and not signed when it ended. */
  private Flux<TenantId> before() {
    return Flux.defer(() -> started.get() ? Flux.empty() : tenants.all())
        .doOnComplete(() -> started.set(true));
  }

  /** Exports also where nothing is to be signed: it may have failed the last time. */
  private Mono<Void> sign(TenantId tenant) {
    return heads.sign(tenant).then(heads.export(tenant));
  }

  /** Links and signs all that stands. A log that cannot be signed can be read all the same. */
  Mono<Void> signed(TenantId tenant) {
    return link(tenant)
        .then(
            sign(tenant)
                .onErrorResume(e -> failed("The audit log could not be signed", tenant, e)));
  }

  private static Mono<Void> failed(String what, TenantId tenant, Throwable failure) {
    LoggingEventBuilder line = failure instanceof AuditBroken ? LOG.atError() : LOG.atWarn();
    line.addKeyValue("tenant", tenant)
        .addKeyValue("cause", String.valueOf(failure.getMessage()))
        .log(what);
    return Mono.empty();
  }
}
