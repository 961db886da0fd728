package dev.cadre.stores.gate;

import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Places;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.Sealed;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.gate.DecisionAnswer;
import dev.cadre.workflows.gate.GateId;
import dev.cadre.workflows.gate.GateOutcome;
import dev.cadre.workflows.gate.Verdict;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.tenant.TenantId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** What stands about a gate when a decision arrives at a door. */
public final class Votes {

  private final Postgres postgres;
  private final ScopeKeys keys;

  /**
   * A gate and the vote that one reviewer has in it.
   *
   * @param vote empty when the reviewer has none that counts
   */
  public record Standing(
      GateId gate, PlanId plan, String step, int occurrence, boolean open, Optional<Vote> vote) {}

  /**
   * A vote that counts.
   *
   * @param bodySha256 as {@code DecideGate.bodySha256} makes it
   * @param answer what the reviewer was told
   */
  public record Vote(String bodySha256, DecisionAnswer answer) {}

  /**
   * What became of a gate that a reviewer sent back.
   *
   * @param next the gate that opened after it and is still open; null when there is none now
   */
  public record SentBack(@Nullable GateId next) {}

  private record Row(GateId gate, PlanId plan, String step, int occurrence, boolean open) {}

  private record Counted(
      String bodySha256,
      Verdict decision,
      @Nullable GateOutcome outcome,
      Sealed message,
      Instant at) {}

  public Votes(Postgres postgres, ScopeKeys keys) {
    this.postgres = postgres;
    this.keys = keys;
  }

  /** How a gate stands for a reviewer; empty when there is no such gate. */
  public Mono<Standing> of(TenantId tenant, GateId gate, String reviewer) {
    return postgres.inTenant(
        tenant, client -> gate(client, gate).flatMap(row -> standing(client, row, reviewer)));
  }

  /** Empty when the gate is open, or closed for good. */
  public Mono<SentBack> sentBack(TenantId tenant, GateId gate) {
    return postgres.inTenant(
        tenant,
        client ->
            Sql.of(
                    client,
                    """
                    select (select n.id from gate n
                      where n.plan_id = g.plan_id and n.step_id = g.step_id and n.scope = g.scope
                        and n.occurrence > g.occurrence and n.status = 'OPEN'
                      order by n.occurrence desc limit 1) as next
                    from gate g where g.id = $1 and g.outcome in ('ADJUSTED', 'REDONE')\
                    """,
                    gate.value())
                .map(row -> {
                  UUID next = row.get("next", UUID.class);
                  return new SentBack(next == null ? null : new GateId(next));
                })
                .one());
  }

  private static Mono<Row> gate(DatabaseClient client, GateId gate) {
    return client
        .sql("select plan_id, step_id, occurrence, status from gate where id = $1")
        .bind(0, gate.value())
        .map(row ->
            new Row(
                gate,
                new PlanId(Columns.uuid(row, "plan_id")),
                Columns.text(row, "step_id"),
                Columns.number(row, "occurrence"),
                Columns.text(row, "status").equals("OPEN")))
        .one();
  }

  private Mono<Standing> standing(DatabaseClient client, Row row, String reviewer) {
    return client
        .sql(
            """
            select body_sha256, decision, outcome, message, at from gate_decision
            where gate_id = $1 and reviewer = $2 and refusal is null\
            """)
        .bind(0, row.gate().value())
        .bind(1, reviewer)
        .map(vote -> {
          String outcome = vote.get("outcome", String.class);
          return new Counted(
              Columns.text(vote, "body_sha256"),
              Verdict.valueOf(Columns.text(vote, "decision")),
              outcome == null ? null : GateOutcome.valueOf(outcome),
              Sealed.in(vote, "message"),
              Columns.instant(vote, "at"));
        })
        .one()
        .flatMap(counted -> vote(row, counted, reviewer))
        .map(Optional::of)
        .defaultIfEmpty(Optional.empty())
        .map(vote ->
            new Standing(row.gate(), row.plan(), row.step(), row.occurrence(), row.open(), vote));
  }

  private Mono<Vote> vote(Row row, Counted counted, String reviewer) {
    return keys.of(row.plan())
        .map(key ->
            new Vote(
                counted.bodySha256(),
                new DecisionAnswer(
                    row.gate().toString(),
                    row.occurrence(),
                    counted.decision(),
                    reviewer,
                    null,
                    counted.message().text(key, Places.DECISION_MESSAGE),
                    counted.outcome(),
                    counted.at())));
  }
}
