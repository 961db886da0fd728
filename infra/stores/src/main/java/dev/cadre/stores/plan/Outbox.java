package dev.cadre.stores.plan;

import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.Sealed;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.tenant.TenantId;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What must still reach Temporal. Several processes may send at once; each order goes to one, and a
 * plan's orders go in the order in which they were given.
 */
public final class Outbox {

  private static final Duration LONGEST_REST = Duration.ofSeconds(30);

  /** What goes together shares a transaction, and after a crash is sent once more together. */
  private static final int TOGETHER = 8;

  private final Postgres postgres;

  /** What is to be done. */
  public enum Kind {
    START,
    CANCEL,
    PAUSE,
    RESUME,
    /** Something is active again for which steps may wait. */
    WAKE,
    /** The one kind that says more than its name; {@link PlanSignals} reads what. */
    SIGNAL
  }

  /**
   * An order to be sent.
   *
   * @param type the plan's type, such as {@code deliverable}
   * @param content of a signal only; sealed, so that one that does not open hurts no other order
   */
  public record Order(
      long id,
      TenantId tenant,
      PlanId plan,
      int run,
      Kind kind,
      String type,
      List<String> labels,
      @Nullable Sealed content) {

    public Order {
      labels = List.copyOf(labels);
    }
  }

  /** How sending went. */
  public enum Outcome {
    SENT,
    /** To be tried again later, after a rest that doubles each time. */
    LATER
  }

  public Outbox(Postgres postgres) {
    this.postgres = postgres;
  }

  /** Adds an order in the caller's transaction; a run's second START or CANCEL changes nothing. */
  static Mono<Void> put(DatabaseClient client, TenantId tenant, PlanId plan, int run, Kind kind) {
    return Sql.of(
            client,
            """
            insert into outbox (tenant_id, plan_id, run, kind) values ($1, $2, $3, $4)
            on conflict do nothing\
            """,
            tenant.value(),
            plan.value(),
            run,
            kind.name())
        .then();
  }

  /**
   * Adds a signal.
   *
   * @param content sealed
   */
  static Mono<Void> put(
      DatabaseClient client, TenantId tenant, PlanId plan, int run, String signal, byte[] content) {
    return Sql.of(
            client,
            """
            insert into outbox (tenant_id, plan_id, run, kind, signal, content)
            values ($1, $2, $3, 'SIGNAL', $4, $5)\
            """,
            tenant.value(),
            plan.value(),
            run,
            signal,
            content)
        .then();
  }

  /**
   * Takes up to eight orders that are due, of one tenant and each of another plan, gives all of
   * them to {@code sender} at once, and notes the outcomes; all in one transaction, so a crash
   * leaves the orders as they were.
   *
   * @param sender an error leaves its order due; it is told when the outcomes of the others are
   *     noted
   * @return whether there was an order
   */
  public Mono<Boolean> next(Function<Order, Mono<Outcome>> sender) {
    return Mono.defer(() -> {
      Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
      return postgres
          .inSystem(client ->
              take(client)
                  .flatMap(order -> sent(sender, order, failures))
                  .collectMultimap(Map.Entry::getKey, Map.Entry::getValue)
                  .flatMap(sent ->
                      Flux.fromIterable(sent.entrySet())
                          .concatMap(all -> note(client, all.getKey(), all.getValue()))
                          .then(Mono.just(!sent.isEmpty()))))
          .flatMap(found -> failures.isEmpty() ? Mono.just(found) : Mono.error(failures.remove()));
    });
  }

  private static Mono<Map.Entry<Outcome, Long>> sent(
      Function<Order, Mono<Outcome>> sender, Order order, Queue<Throwable> failures) {
    return sender
        .apply(order)
        .map(outcome -> Map.entry(outcome, order.id()))
        .onErrorResume(failure -> {
          failures.add(failure);
          return Mono.empty();
        });
  }

  /** How many orders are not sent yet, those included that rest after a failure. */
  public Mono<Double> waiting() {
    return postgres.inSystem(client ->
        client
            .sql("select count(*) as unsent from outbox where sent_at is null")
            .map(row -> (double) Columns.count(row, "unsent"))
            .one());
  }

  private static Flux<Order> take(DatabaseClient client) {
    return Sql.of(
            client,
            """
            select id, tenant_id, plan_id, run, kind, type, labels, content from outbox_take($1)\
            """,
            TOGETHER)
        .map(row ->
            new Order(
                Columns.count(row, "id"),
                new TenantId(Columns.uuid(row, "tenant_id")),
                new PlanId(Columns.uuid(row, "plan_id")),
                Columns.number(row, "run"),
                Kind.valueOf(Columns.text(row, "kind")),
                Columns.text(row, "type"),
                List.of(Columns.texts(row, "labels")),
                Sealed.orNull(row, "content")))
        .all();
  }

  private static Mono<Long> note(DatabaseClient client, Outcome outcome, Collection<Long> orders) {
    String update =
        switch (outcome) {
          case SENT -> "update outbox set sent_at = now(), tries = tries + 1 where id = any ($1)";
          case LATER ->
              """
              update outbox set tries = tries + 1, not_before = now() + make_interval(secs =>
                least(%d, 0.5 * power(2, least(tries, 10)))) where id = any ($1)\
              """
                  .formatted(LONGEST_REST.toSeconds());
        };
    return client.sql(update).bind(0, orders.toArray(Long[]::new)).fetch().rowsUpdated();
  }
}
