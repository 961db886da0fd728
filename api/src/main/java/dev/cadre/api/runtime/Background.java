package dev.cadre.api.runtime;

import dev.cadre.api.access.FirstAccounts;
import dev.cadre.api.audit.AuditUpkeep;
import dev.cadre.api.plan.Dispatcher;
import dev.cadre.api.plan.PlanMeters;
import dev.cadre.api.plan.Reconciler;
import dev.cadre.stores.agent.ShippedCatalogue;
import dev.cadre.stores.runtime.Migrations;
import dev.cadre.stores.runtime.PostgresSettings;
import dev.cadre.stores.runtime.TemporalSettings;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/**
 * What runs beside the requests. None of it holds the start up: the port opens first, and each part
 * is tried until it is there, so the API serves what it can while PostgreSQL or Temporal is down.
 */
@Component
public class Background {

  private static final Logger LOG = LoggerFactory.getLogger(Background.class);
  private static final Duration FIRST = Duration.ofMillis(200);
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private final HttpSettings http;
  private final PostgresSettings postgres;
  private final SearchAttributeRegistration attributes;
  private final NamespaceRetention retention;
  private final FirstAccounts accounts;
  private final ShippedCatalogue shipped;
  private final KeyRotationSchedule rotation;
  private final Dispatcher dispatcher;
  private final Reconciler reconciler;
  private final PlanMeters meters;
  private final Expiry expiry;
  private final AuditUpkeep audit;
  private final Disposable.Composite running = Disposables.composite();
  private final Sinks.Empty<Void> closing = Sinks.empty();
  private volatile boolean migrated;
  private volatile boolean registered;
  private volatile boolean leaving;

  Background(
      HttpSettings http,
      PostgresSettings postgres,
      TemporalSettings temporal,
      TemporalConnection connection,
      FirstAccounts accounts,
      ShippedCatalogue shipped,
      Dispatcher dispatcher,
      Reconciler reconciler,
      PlanMeters meters,
      Expiry expiry,
      AuditUpkeep audit) {
    this.http = http;
    this.postgres = postgres;
    this.attributes = new SearchAttributeRegistration(temporal, connection);
    this.retention = new NamespaceRetention(temporal, connection);
    this.accounts = accounts;
    this.shipped = shipped;
    this.rotation = new KeyRotationSchedule(temporal, connection);
    this.dispatcher = dispatcher;
    this.reconciler = reconciler;
    this.meters = meters;
    this.expiry = expiry;
    this.audit = audit;
  }

  @EventListener
  void ready(ApplicationReadyEvent event) {
    LOG.atInfo().addKeyValue("startMillis", millis(event.getTimeTaken())).log("The API answers");
    Mono<Void> schema =
        Mono.<Void>fromRunnable(this::migrate)
            .subscribeOn(Schedulers.boundedElastic())
            .then(accounts.admit())
            .then(shipped.bring())
            .then()
            .retryWhen(patiently("The schema cannot be brought up to date yet"));
    running.add(
        schema
            .doOnSuccess(_ -> migrated = true)
            .then(Mono.fromRunnable(this::schemaStands))
            .subscribe());
    running.add(
        attributes
            .register()
            .retryWhen(patiently("Temporal's search attributes cannot be registered yet"))
            .doOnNext(_ -> registered = true)
            // Behind it, not beside it: both change the namespace.
            .then(retention.raise().retryWhen(patiently("Temporal's retention is not known yet")))
            .then(
                rotation.create().retryWhen(patiently("Keys cannot be rotated on a schedule yet")))
            .subscribe());
    running.add(reconciler.start());
    running.add(meters.start());
    running.add(expiry.start());
  }

  private void schemaStands() {
    running.add(dispatcher.start());
    running.add(audit.start());
  }

  private static long millis(@Nullable Duration duration) {
    return duration == null ? 0 : duration.toMillis();
  }

  /** Without an owner's name another process migrates. */
  private void migrate() {
    if (postgres.ownerUsername() != null) {
      Migrations.migrate(postgres);
    }
  }

  private static Retry patiently(String what) {
    return Retry.backoff(Long.MAX_VALUE, FIRST)
        .maxBackoff(LONGEST)
        .doBeforeRetry(signal ->
            LOG.atWarn()
                .addKeyValue("tries", signal.totalRetries() + 1)
                .addKeyValue("cause", String.valueOf(signal.failure().getMessage()))
                .log(what));
  }

  /**
   * Whoever sends requests here must hear that no more are wanted before the port closes: readiness
   * goes first, and for a while all else stays.
   */
  @EventListener
  void closed(ContextClosedEvent event) {
    leaving = true;
    try {
      Thread.sleep(Objects.requireNonNull(http.drain()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    closing.tryEmitEmpty();
    running.dispose();
  }

  /** Completes when the API is about to stop; streams end with it. */
  public Mono<Void> closing() {
    return closing.asMono();
  }

  /** Whether the API is about to stop. */
  boolean leaving() {
    return leaving;
  }

  boolean migrated() {
    return migrated;
  }

  boolean registered() {
    return registered;
  }
}
