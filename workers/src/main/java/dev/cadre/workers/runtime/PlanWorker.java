package dev.cadre.workers.runtime;

import dev.cadre.activities.llm.Providers;
import dev.cadre.activities.tool.ToolTypes;
import dev.cadre.stores.agent.Catalogues;
import dev.cadre.stores.llm.Callable;
import dev.cadre.stores.llm.WorkerLeases;
import dev.cadre.stores.runtime.TemporalSettings;
import dev.cadre.stores.tool.BaseTypes;
import dev.cadre.stores.tool.BaseTypes.BaseType;
import dev.cadre.workflows.expression.Expressions;
import io.temporal.worker.WorkerFactory;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/**
 * Starts polling as soon as Temporal answers (the SDK would give up when it is down at start), and
 * keeps saying what this worker can call.
 */
@Component
class PlanWorker {

  private static final Logger LOG = LoggerFactory.getLogger(PlanWorker.class);
  private static final Duration FIRST = Duration.ofMillis(200);
  private static final Duration LONGEST = Duration.ofSeconds(5);

  /** How late a change of prices may count for plans that run. */
  private static final Duration CATALOGUE = Duration.ofSeconds(2);

  private final WorkerFactory factory;
  private final WorkerLeases leases;
  private final Providers providers;
  private final Catalogues catalogues;
  private final BaseTypes baseTypes;
  private final ToolTypes tools;
  private final TemporalSettings temporal;
  private final String workerId;
  private final Disposable.Composite running = Disposables.composite();
  private volatile boolean leased;
  private volatile List<BaseType> published = List.of();

  PlanWorker(
      WorkerFactory factory,
      WorkerLeases leases,
      Providers providers,
      Catalogues catalogues,
      BaseTypes baseTypes,
      ToolTypes tools,
      TemporalSettings temporal,
      WorkerId workerId) {
    this.factory = factory;
    this.leases = leases;
    this.providers = providers;
    this.catalogues = catalogues;
    this.baseTypes = baseTypes;
    this.tools = tools;
    this.temporal = temporal;
    this.workerId = workerId.value();
  }

  @EventListener(ApplicationReadyEvent.class)
  void start() {
    running.add(
        Mono.fromRunnable(this::poll)
            .subscribeOn(Schedulers.boundedElastic())
            .retryWhen(patiently("Temporal does not answer yet"))
            .subscribe());
    running.add(
        Flux.interval(Duration.ZERO, WorkerLeases.LEASE.dividedBy(6))
            .onBackpressureDrop()
            .concatMap(_ -> publish())
            .subscribe());
    running.add(
        Flux.interval(CATALOGUE)
            .onBackpressureDrop()
            .concatMap(_ -> catalogues.now().onErrorComplete())
            .subscribe());
  }

  private void poll() {
    Expressions.warmUp();
    factory.start();
    // Only now: the weights would take the processors that the start needs.
    providers.warmUp();
    LOG.atInfo().addKeyValue("queue", temporal.queue()).log("The worker polls");
  }

  private Mono<Void> publish() {
    return publishTypes()
        .then(leases.publish(workerId, callable(), temporal.queue()))
        .doOnSuccess(_ -> leased = true)
        .onErrorResume(e -> {
          leased = false;
          LOG.atWarn().addKeyValue("cause", e.getMessage()).log("The lease is not renewed");
          return Mono.empty();
        });
  }

  private Callable callable() {
    return providers.reach();
  }

  /** With the first lease, and when a part that tools need has come or gone. */
  private Mono<Void> publishTypes() {
    List<BaseType> now = tools.published();
    return now.equals(published)
        ? Mono.empty()
        : baseTypes.publish(now).doOnSuccess(_ -> published = now);
  }

  private static Retry patiently(String what) {
    return Retry.backoff(Long.MAX_VALUE, FIRST)
        .maxBackoff(LONGEST)
        .doBeforeRetry(signal ->
            LOG.atWarn()
                .addKeyValue("cause", String.valueOf(signal.failure().getMessage()))
                .log(what));
  }

  /** Whether it polls Temporal. */
  boolean polls() {
    return factory.isStarted();
  }

  /** Whether the last lease was written, that is whether PostgreSQL answers. */
  boolean leased() {
    return leased;
  }

  /** Takes no more work and lets what runs end, as long as the shutdown allows. */
  @jakarta.annotation.PreDestroy
  void stop() {
    running.dispose();
    factory.shutdown();
    factory.awaitTermination(8, java.util.concurrent.TimeUnit.SECONDS);
  }
}
