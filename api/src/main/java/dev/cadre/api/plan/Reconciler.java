package dev.cadre.api.plan;

import dev.cadre.api.runtime.TemporalGateway;
import dev.cadre.stores.plan.LostPlans;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.tenant.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Ends the rows of plans whose workflow closed without writing it (terminated by an operator, timed
 * out). A workflow that Temporal does not know is left alone: that is no closed one.
 */
@Component
public class Reconciler {

  private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);
  private static final Duration PAUSE = Duration.ofSeconds(30);
  private static final PlanId FIRST = new PlanId(new UUID(0, 0));
  private static final int PAGE = 200;
  private static final int AT_ONCE = 4;

  private final LostPlans plans;
  private final TemporalGateway temporal;

  Reconciler(LostPlans plans, TemporalGateway temporal) {
    this.plans = plans;
    this.temporal = temporal;
  }

  /** Looks every 30 seconds until disposed. */
  public Disposable start() {
    return Flux.interval(PAUSE)
        .onBackpressureDrop()
        .concatMap(
            _ ->
                sweep()
                    .onErrorResume(failure -> {
                      LOG.atWarn()
                          .addKeyValue("cause", String.valueOf(failure.getMessage()))
                          .log("Lost plans could not be looked for");
                      return Mono.empty();
                    }),
            1)
        .subscribe();
  }

  /** Looks at every open plan once. */
  Mono<Void> sweep() {
    return page(FIRST)
        .expand(page -> page.size() < PAGE ? Mono.empty() : page(page.getLast().plan()))
        .concatMap(page -> Flux.fromIterable(page).flatMap(this::look, AT_ONCE))
        .then();
  }

  private Mono<List<LostPlans.Candidate>> page(PlanId after) {
    return plans.candidates(TenantId.DEMO, after, PAGE);
  }

  private Mono<Boolean> look(LostPlans.Candidate plan) {
    return temporal
        .describe(plan.plan())
        .filter(execution -> execution.closed() && execution.run() == plan.run())
        .flatMap(execution ->
            plans.close(
                TenantId.DEMO,
                plan,
                execution.end(),
                execution.reason(),
                "The plan's workflow was closed in Temporal: " + execution.reason() + "."))
        .doOnNext(closed -> {
          if (closed) {
            LOG.atWarn()
                .addKeyValue("plan", plan.plan().toString())
                .log("A plan's workflow had closed; its row is closed now too");
          }
        });
  }
}
