package dev.cadre.api.plan;

import dev.cadre.api.runtime.TemporalGateway;
import dev.cadre.api.runtime.TemporalUnavailable;
import dev.cadre.stores.plan.Outbox;
import dev.cadre.stores.plan.PlanSignals;
import dev.cadre.workflows.plan.Steer;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Sends what the outbox holds to Temporal: at once after a commit, and by looking each second. It
 * never gives an order up; while Temporal or PostgreSQL is down the orders stay where they are.
 */
@Component
public class Dispatcher {

  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final int SENDERS = 4;

  private final Outbox outbox;
  private final PlanSignals signals;
  private final TemporalGateway temporal;
  private final Sinks.Many<Boolean> woken = Sinks.many().multicast().directBestEffort();

  Dispatcher(Outbox outbox, PlanSignals signals, TemporalGateway temporal) {
    this.outbox = outbox;
    this.signals = signals;
    this.temporal = temporal;
  }

  /** Looks now. Called after the commit that wrote an order. */
  public void wake() {
    // No sender free to hear it: then one of them looks again when it is done.
    woken.tryEmitNext(true);
  }

  /** Sends until disposed. */
  public Disposable start() {
    Flux<Boolean> looks = Flux.interval(Duration.ZERO, LOOK).flatMap(_ -> everySender());
    return Flux.merge(looks, woken.asFlux())
        .onBackpressureLatest()
        .flatMap(_ -> drain(), SENDERS)
        .subscribe();
  }

  /** After an outage there is work for all of them; of one order the others need not hear. */
  private static Flux<Boolean> everySender() {
    return Flux.range(0, SENDERS).map(_ -> true);
  }

  /** Sends until nothing is due. */
  private Mono<Boolean> drain() {
    return Mono.defer(() -> outbox.next(this::send))
        .repeat()
        .takeUntil(found -> !found)
        .last(false)
        .onErrorResume(failure -> {
          LOG.atWarn()
              .addKeyValue("cause", String.valueOf(failure.getMessage()))
              .log("Orders wait: Temporal or PostgreSQL does not answer");
          return Mono.delay(LOOK).thenReturn(false);
        });
  }

  private Mono<Outbox.Outcome> send(Outbox.Order order) {
    Mono<Outbox.Outcome> sent =
        switch (order.kind()) {
          case START -> temporal.start(order);
          case CANCEL -> temporal.cancel(order.plan(), order.run());
          case PAUSE -> temporal.steer(order.plan(), steer(order, true));
          case RESUME -> temporal.steer(order.plan(), steer(order, false));
          case WAKE -> temporal.wake(order.plan());
          case SIGNAL ->
              signals.notice(order).flatMap(notice -> temporal.signal(order.plan(), notice));
        };
    return sent.doOnNext(outcome -> tell(order, outcome))
        .onErrorResume(
            failure -> !(failure instanceof TemporalUnavailable),
            failure -> {
              LOG.atError()
                  .addKeyValue("plan", order.plan().toString())
                  .addKeyValue("kind", order.kind().name())
                  .setCause(failure)
                  .log("An order could not be sent; it will be tried again");
              return Mono.just(Outbox.Outcome.LATER);
            });
  }

  private static Steer steer(Outbox.Order order, boolean paused) {
    return new Steer(paused, order.run(), order.id());
  }

  private static void tell(Outbox.Order order, Outbox.Outcome outcome) {
    LOG.atInfo()
        .addKeyValue("plan", order.plan().toString())
        .addKeyValue("run", order.run())
        .addKeyValue("kind", order.kind().name())
        .addKeyValue("outcome", outcome.name())
        .log("An order went to Temporal");
  }
}
