package dev.cadre.api.plan;

import dev.cadre.api.runtime.Periodic;
import dev.cadre.stores.plan.Outbox;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** The figures of plans: how many came in, how many orders wait for Temporal. */
@Component
@Lazy(false)
public class PlanMeters {

  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final Outbox outbox;
  private final Counter submitted;
  private volatile double waiting = Double.NaN;

  PlanMeters(Outbox outbox, MeterRegistry registry) {
    this.outbox = outbox;
    this.submitted =
        Counter.builder("cadre.plans.submitted")
            .description("Plans taken in; a repeated request counts once")
            .register(registry);
    Gauge.builder("cadre.outbox.waiting", this, meters -> meters.waiting)
        .description("Orders that have not reached Temporal yet, of all API processes")
        .register(registry);
  }

  /** A new plan was taken in. */
  void submitted() {
    submitted.increment();
  }

  /** Counts what waits until disposed; the figure is NaN while PostgreSQL does not answer. */
  public Disposable start() {
    Mono<Double> look =
        outbox
            .waiting()
            .onErrorResume(_ -> Mono.just(Double.NaN))
            .doOnNext(count -> waiting = count);
    return Periodic.start(Duration.ZERO, PAUSE, "Waiting orders could not be counted", look);
  }
}
