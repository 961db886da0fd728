package dev.cadre.stores.step;

import dev.cadre.stores.key.ScopeKey;
import dev.cadre.stores.llm.CooldownSettings;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.step.AttemptKey;
import dev.cadre.workflows.step.Frame;
import dev.cadre.workflows.tenant.TenantId;
import io.r2dbc.spi.Readable;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The calls that are open when their plan ends, in the caller's transaction, under the plan's lock.
 * Their workers may be lost, and after the end nobody else would give back what they reserve.
 */
public final class OpenAttempts {

  private final DatabaseClient client;
  private final TenantId tenant;
  private final PlanId plan;
  private final ScopeKey key;
  private final Instant now;
  private final List<Ledger> ledgers = new ArrayList<>();

  public OpenAttempts(
      DatabaseClient client, TenantId tenant, PlanId plan, ScopeKey key, Instant now) {
    this.client = client;
    this.tenant = tenant;
    this.plan = plan;
    this.key = key;
    this.now = now;
  }

  /** Gives them up, and tells it. */
  public Mono<Void> giveUp() {
    return open().collectList().flatMapIterable(open -> open).concatMap(this::giveUp).then();
  }

  /** Writes what that settles: the transaction's last act. */
  public Mono<Void> flush() {
    return Flux.fromIterable(ledgers).concatMap(Ledger::flush).then();
  }

  /** Plans that end together take the rows of their providers in one order. */
  private Flux<Attempt> open() {
    return Sql.of(
            client,
            """
            select a.step_id, a.occurrence, a.turn, a.call, a.target, a.try, a.kind, a.provider,
                   a.model, a.was_fallback, a.scope, s.container, s.container_occurrence, s.item
            from attempt a
            left join step s
              on s.plan_id = a.plan_id and s.step_id = a.step_id and s.scope = a.scope
            where a.plan_id = $1 and a.state = 'STARTED' order by a.provider, a.key\
            """,
            plan.value())
        .map(this::attempt)
        .all();
  }

  private Attempt attempt(Readable row) {
    int scope = Columns.number(row, "scope");
    String model = row.get("model", String.class);
    return new Attempt(
        tenant,
        new AttemptKey(
            plan,
            Columns.text(row, "step_id"),
            Columns.number(row, "occurrence"),
            Columns.number(row, "turn"),
            Columns.number(row, "call"),
            Columns.number(row, "target"),
            Columns.number(row, "try")),
        scope == 0 ? null : frame(row, scope),
        model == null ? Attempt.Kind.TOOL : Attempt.Kind.MODEL,
        Columns.text(row, "provider"),
        model,
        BigDecimal.ZERO,
        Columns.flag(row, "was_fallback"),
        false,
        false,
        Duration.ZERO);
  }

  private static Frame frame(Readable row, int scope) {
    return new Frame(
        Columns.text(row, "container"),
        Columns.number(row, "container_occurrence"),
        Columns.number(row, "item"),
        scope);
  }

  private Mono<Void> giveUp(Attempt attempt) {
    Ledger ledger = new Ledger(client, attempt, key, new CooldownSettings(false), now);
    ledgers.add(ledger);
    return ledger
        .row()
        .flatMap(row ->
            GivenUp.of(
                ledger,
                row,
                FailureCategory.CANCELLED,
                "The plan had ended before the attempt was over."))
        .then(Mono.defer(ledger::writeEvents));
  }
}
