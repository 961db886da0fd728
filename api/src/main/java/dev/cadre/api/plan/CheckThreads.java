package dev.cadre.api.plan;

import dev.cadre.api.limit.Limits;
import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.stores.agent.CatalogueSnapshot;
import dev.cadre.stores.runtime.Shares;
import dev.cadre.workflows.plan.PlanReader;
import dev.cadre.workflows.plan.PlanValidator;
import dev.cadre.workflows.rehearsal.Mocks;
import dev.cadre.workflows.rehearsal.Rehearsal;
import dev.cadre.workflows.tenant.TenantId;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** The few threads on which plans are read and checked, for five seconds at most each. */
@Component
class CheckThreads implements DisposableBean {

  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final int THREADS = 4;
  private static final int QUEUE = 256;

  /** Of one tenant: so that its large plans leave processors to the others. */
  private static final int AT_ONCE =
      Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, THREADS / 2);

  private static final int WAITING = 64;

  private final Limits limits;
  private final Scheduler threads = Schedulers.newBoundedElastic(THREADS, QUEUE, "plan-door");
  private final Shares<TenantId> shares = new Shares<>(AT_ONCE, WAITING, LIMIT);

  /** Runs once; checks wait for it outside their time limit. */
  private final Mono<Void> warm =
      Mono.<Void>fromRunnable(this::readOnce).subscribeOn(threads).cache();

  CheckThreads(Limits limits) {
    this.limits = limits;
  }

  /** Does a tenant's work off the event loop, within the time that is given to it. */
  <T> Mono<T> run(TenantId tenant, Callable<T> work) {
    return warm.then(
            shares
                .one(tenant, Mono.fromCallable(() -> counted(tenant, work)).subscribeOn(threads))
                .timeout(LIMIT))
        .onErrorMap(
            TimeoutException.class,
            // No verdict on the plan: a machine that is busy makes a good one slow too. What the
            // reader and the validator themselves spend is bounded by their own limits.
            _ ->
                ApiProblem.unavailable(
                    "CHECK_TIMED_OUT",
                    "The plan could not be checked within 5 s; try again.",
                    Duration.ofSeconds(2)))
        .onErrorMap(
            RejectedExecutionException.class,
            _ ->
                ApiProblem.of(
                        HttpStatus.TOO_MANY_REQUESTS,
                        "TOO_MANY_REQUESTS",
                        "Too many plans arrive at once; try again.")
                    .header("Retry-After", "1"));
  }

  private <T> T counted(TenantId tenant, Callable<T> work) throws Exception {
    ThreadMXBean thread = ManagementFactory.getThreadMXBean();
    long begun = thread.getCurrentThreadCpuTime();
    try {
      return work.call();
    } finally {
      limits.spent(tenant, Duration.ofNanos(thread.getCurrentThreadCpuTime() - begun));
    }
  }

  /** Loads what the first plan would wait for: the expression compiler alone takes a while. */
  @EventListener(ApplicationReadyEvent.class)
  void warmUp() {
    warm.subscribe();
  }

  private void readOnce() {
    Map<String, Object> step =
        Map.of(
            "id",
            "s",
            "kind",
            "tool",
            "tool",
            "echo",
            "when",
            "input.x == 1",
            "arguments",
            Map.of());
    PlanReader.Reading reading =
        PlanReader.read(
            Map.of("name", "warm-up", "input", Map.of("x", 1L), "steps", List.of(step)));
    PlanValidator.validate(reading, CatalogueSnapshot.shipped(Set.of()));
    Rehearsal.of(reading.plan(), reading.input(), Mocks.NONE, Instant.EPOCH);
  }

  @Override
  public void destroy() {
    threads.dispose();
  }
}
