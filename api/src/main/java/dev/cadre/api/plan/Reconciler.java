package dev.cadre.api.plan;

import dev.cadre.api.runtime.Periodic;
import dev.cadre.api.runtime.PlanExecutions;
import dev.cadre.api.runtime.TemporalUnavailable;
import dev.cadre.stores.plan.LostPlans;
import dev.cadre.stores.tenant.Tenants;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.plan.PlanStatus;
import dev.cadre.workflows.tenant.TenantId;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.r2dbc.spi.R2dbcTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Ends the rows of plans whose workflow closed without writing it (terminated by an operator, timed
 * out), of all tenants.
 *
 * <p>A workflow that Temporal does not know is no closed one: it may be another server or namespace
 * that was asked. Such a plan is told of, and stays as it is until somebody cancels it.
 */
@Component
public class Reconciler {

  private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);
  private static final Duration PAUSE = Duration.ofSeconds(30);

  /** Each open plan is looked at so often; what stands out, after each pause. */
  private static final Duration ALL = Duration.ofMinutes(10);

  /** Temporal's clock is another one, and its visibility tells late. */
  private static final Duration OVERLAP = Duration.ofMinutes(5);

  private static final Duration YOUNG = Duration.ofMinutes(10);
  private static final int SIGHTINGS = 2;
  private static final PlanId FIRST = new PlanId(new UUID(0, 0));
  private static final int PAGE = 200;
  private static final int AT_ONCE = 4;

  /** Thousands of plans that wait at gates are looked at bit by bit, not all at the same moment. */
  private static final Duration APART = Duration.ofMillis(20);

  private final Tenants tenants;
  private final LostPlans plans;
  private final PlanExecutions executions;
  private final Clock clock;

  /** How many sweeps in a row Temporal did not know a plan. */
  private final Map<PlanId, Integer> unknown = new ConcurrentHashMap<>();

  private final Set<PlanId> lost = ConcurrentHashMap.newKeySet();

  /** Till when every closing is known; what came before this process, by its first sweep. */
  private volatile Instant known;

  Reconciler(
      Tenants tenants,
      LostPlans plans,
      PlanExecutions executions,
      Clock clock,
      MeterRegistry registry) {
    this.tenants = tenants;
    this.plans = plans;
    this.executions = executions;
    this.clock = clock;
    this.known = clock.instant();
    Gauge.builder("cadre.plans.lost", lost, Set::size)
        .description("Open plans whose workflow Temporal does not know")
        .register(registry);
  }

  /** Looks every 30 seconds, and at every open plan each ten minutes, until disposed. */
  public Disposable start() {
    String complaint = "Lost plans could not be looked for";
    return Disposables.composite(
        Periodic.start(PAUSE, PAUSE, complaint, look()),
        Periodic.start(PAUSE, ALL, complaint, sweep()));
  }

  /**
   * Looks once at every open plan that has not told anything for a while, at 50 plans a second at
   * most.
   */
  public Mono<Void> sweep() {
    return Mono.defer(() ->
        each(open())
            .doOnNext(missed -> {
              unknown.keySet().retainAll(missed);
              lost.retainAll(missed);
            })
            .then());
  }

  /**
   * Looks only at those of them that stand out: whose workflow was ended from outside since the
   * last look, whose cancellation was asked for, or that Temporal did not know before.
   */
  public Mono<Void> look() {
    return Mono.defer(() -> {
      Instant now = clock.instant();
      Set<PlanId> before = Set.copyOf(unknown.keySet());
      return executions
          .broken(known.minus(OVERLAP))
          .flatMap(broken -> {
            Set<PlanId> named = new HashSet<>(broken);
            named.addAll(before);
            return each(ofTenants(tenant -> plans.suspects(tenant, named)));
          })
          .doOnNext(missed -> {
            before.stream().filter(plan -> !missed.contains(plan)).forEach(this::forget);
            known = now;
          })
          .then();
    });
  }

  /** Looks at plans; gives those that Temporal does not know, or that could not be seen. */
  private Mono<Set<PlanId>> each(Flux<LostPlans.Candidate> found) {
    Set<PlanId> missed = ConcurrentHashMap.newKeySet();
    return found
        .delayElements(APART)
        .flatMap(plan -> look(plan, missed).onErrorResume(e -> untold(plan, missed, e)), AT_ONCE)
        .then(Mono.just(missed));
  }

  /** What is wrong with one plan keeps no other waiting. */
  private static Mono<Boolean> untold(
      LostPlans.Candidate plan, Set<PlanId> missed, Throwable failure) {
    if (failure instanceof TemporalUnavailable) {
      return Mono.error(failure);
    }
    missed.add(plan.plan());
    LOG.atWarn()
        .addKeyValue("plan", plan.plan().toString())
        .addKeyValue("cause", String.valueOf(failure.getMessage()))
        .log("It could not be seen whether a plan is lost");
    return Mono.just(false);
  }

  private void forget(PlanId plan) {
    unknown.remove(plan);
    lost.remove(plan);
  }

  private Flux<LostPlans.Candidate> open() {
    return ofTenants(tenant ->
        plans
            .candidates(tenant, FIRST, PAGE)
            .expand(page ->
                page.size() < PAGE
                    ? Mono.empty()
                    : plans.candidates(tenant, page.getLast().plan(), PAGE)));
  }

  /** Of all tenants, but for those whose share of PostgreSQL is in use for long. */
  private Flux<LostPlans.Candidate> ofTenants(
      Function<TenantId, Publisher<List<LostPlans.Candidate>>> found) {
    return tenants
        .all()
        .concatMap(tenant ->
            Flux.from(found.apply(tenant))
                .onErrorResume(
                    R2dbcTimeoutException.class,
                    busy -> {
                      LOG.atWarn()
                          .addKeyValue("tenant", tenant.toString())
                          .log("Lost plans of a tenant could not be looked for: it is busy");
                      return Mono.empty();
                    }))
        .concatMapIterable(page -> page);
  }

  private Mono<Boolean> look(LostPlans.Candidate plan, Set<PlanId> missed) {
    return executions
        .describe(plan.plan())
        .filter(execution -> execution.run() >= plan.run())
        .map(Optional::of)
        .defaultIfEmpty(Optional.empty())
        .flatMap(found ->
            found.map(execution -> known(plan, execution)).orElseGet(() -> miss(plan, missed)));
  }

  private Mono<Boolean> known(LostPlans.Candidate plan, PlanExecutions.Execution execution) {
    return execution.closed() && execution.run() == plan.run()
        ? close(
            plan,
            execution.end(),
            execution.reason(),
            "The plan's workflow was closed in Temporal: " + execution.reason() + ".")
        : Mono.just(false);
  }

  private Mono<Boolean> miss(LostPlans.Candidate plan, Set<PlanId> missed) {
    missed.add(plan.plan());
    boolean young = plan.createdAt().plus(YOUNG).isAfter(clock.instant());
    if (unknown.merge(plan.plan(), 1, Integer::sum) < SIGHTINGS || young) {
      return Mono.just(false);
    }
    if (lost.add(plan.plan())) {
      LOG.atWarn()
          .addKeyValue("plan", plan.plan().toString())
          .addKeyValue("run", plan.run())
          .log(
              "Temporal knows no workflow of this open plan. Is it the right server and namespace?"
                  + " If the history is lost, cancel the plan: that closes its row");
    }
    return plan.cancelAsked()
        ? close(
            plan,
            PlanStatus.CANCELLED,
            "WORKFLOW_UNKNOWN",
            "Temporal knew no workflow of the plan when its cancellation was asked for.")
        : Mono.just(false);
  }

  private Mono<Boolean> close(
      LostPlans.Candidate plan, PlanStatus end, String reason, String message) {
    return plans
        .close(plan, end, reason, message)
        .doOnNext(closed -> {
          if (closed) {
            LOG.atWarn()
                .addKeyValue("plan", plan.plan().toString())
                .addKeyValue("reason", reason)
                .log("A plan's workflow had ended; its row is closed now too");
          }
        });
  }
}
