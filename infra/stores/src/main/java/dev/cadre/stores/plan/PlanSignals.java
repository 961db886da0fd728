package dev.cadre.stores.plan;

import dev.cadre.stores.event.NewEvents;
import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Json;
import dev.cadre.stores.runtime.Places;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.Sealed;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.plan.Notice;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.plan.PlanStatus;
import dev.cadre.workflows.tenant.TenantId;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * Signals for {@code wait} steps. One that was taken is a row in the outbox, written together with
 * its event and the client's key, so it reaches the plan whatever is down meanwhile.
 */
public final class PlanSignals {

  /** The most that may wait to be taken: a plan hands them on as one payload. */
  static final int MOST = 1_000;

  /** The same in bytes. */
  static final long MOST_BYTES = 1024 * 1024;

  private final Postgres postgres;
  private final ScopeKeys keys;
  private final Clock clock;

  /** How a signal was met. */
  public enum Met {
    TAKEN,
    /** The same request was taken before; nothing new was written. */
    HOLDS,
    /** The plan has ended. */
    TERMINAL,
    /** Too many, or too much, that no step has taken yet. */
    TOO_MANY
  }

  /**
   * A signal to be sent.
   *
   * @param notice with an id of its own
   * @param waits as {@code PlanSteps.signals} tells of the plan
   * @param request null when the client sent no key
   */
  public record Signal(
      TenantId tenant,
      PlanId plan,
      Notice notice,
      Map<String, List<String>> waits,
      String principal,
      @Nullable RequestKey request) {}

  private record Row(PlanStatus status, int run) {}

  public PlanSignals(Postgres postgres, ScopeKeys keys, Clock clock) {
    this.postgres = postgres;
    this.keys = keys;
    this.clock = clock;
  }

  /**
   * Takes a signal in; empty when there is no such plan.
   *
   * @return an error of {@link IdempotencyConflict} when the key was used with another body
   */
  public Mono<Met> send(Signal signal) {
    return postgres.inTenant(
        signal.tenant(),
        client ->
            locked(client, signal.plan())
                .flatMap(row ->
                    RequestRows.stored(client, signal.tenant(), signal.request())
                        .map(_ -> Met.HOLDS)
                        .switchIfEmpty(Mono.defer(() -> fresh(client, signal, row)))));
  }

  /** The row's lock makes requests of one plan wait for each other, equal ones too. */
  private static Mono<Row> locked(DatabaseClient client, PlanId plan) {
    return Sql.of(
            client, "select status, run from plan where id = $1 for no key update", plan.value())
        .map(row ->
            new Row(PlanStatus.valueOf(Columns.text(row, "status")), Columns.number(row, "run")))
        .one();
  }

  private Mono<Met> fresh(DatabaseClient client, Signal signal, Row row) {
    if (row.status().terminal()) {
      return Mono.just(Met.TERMINAL);
    }
    return new SignalRows(client, signal.plan(), signal.waits())
        .left()
        .flatMap(left ->
            left.number() >= MOST || left.bytes() >= MOST_BYTES
                ? Mono.just(Met.TOO_MANY)
                : take(client, signal, row.run()));
  }

  private Mono<Met> take(DatabaseClient client, Signal signal, int run) {
    return RequestRows.claim(client, signal.tenant(), signal.plan(), signal.request())
        .flatMap(_ -> write(client, signal, run))
        .thenReturn(Met.TAKEN);
  }

  private Mono<Boolean> write(DatabaseClient client, Signal signal, int run) {
    NewEvents events =
        new NewEvents()
            .add(
                "plan.signalled",
                null,
                clock.instant(),
                "signal",
                signal.notice().signal(),
                "by",
                signal.principal(),
                "run",
                run);
    return keys.of(signal.plan())
        .flatMap(key ->
            Outbox.put(
                    client,
                    signal.tenant(),
                    signal.plan(),
                    run,
                    signal.notice().signal(),
                    key.seal(Places.OUTBOX_CONTENT, Json.bytes(signal.notice())))
                .then(events.write(client, signal.tenant(), signal.plan(), key)))
        .thenReturn(true);
  }

  /** What an order of kind SIGNAL holds. */
  public Mono<Notice> notice(Outbox.Order order) {
    Sealed content = order.content();
    return content == null
        ? Mono.error(new IllegalArgumentException("the order is no signal"))
        : keys.of(order.plan())
            .map(key -> Json.read(content.open(key, Places.OUTBOX_CONTENT), Notice.class));
  }
}
