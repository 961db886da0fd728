package dev.cadre.stores.gate;

import dev.cadre.stores.audit.AuditRows;
import dev.cadre.stores.event.NewEvents;
import dev.cadre.stores.key.ScopeKey;
import dev.cadre.stores.runtime.Json;
import dev.cadre.stores.runtime.Places;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.stores.step.StepRows;
import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.gate.DecideGate;
import dev.cadre.workflows.gate.DecisionAnswer;
import dev.cadre.workflows.gate.GateId;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.tenant.TenantId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Gates and decisions as rows and events, in the caller's transaction. */
public final class GateRows {

  /** Of a row of {@code gate}: which item, turn or subplan it is about. */
  public static final String ITEM =
      """
      (select s.item from step s where s.plan_id = gate.plan_id and s.step_id = gate.step_id
         and s.scope = gate.scope and s.scope > 0) as item\
      """;

  private final DatabaseClient client;
  private final TenantId tenant;
  private final PlanId plan;
  private final ScopeKey key;
  private final NewEvents events;

  public GateRows(
      DatabaseClient client, TenantId tenant, PlanId plan, ScopeKey key, NewEvents events) {
    this.client = client;
    this.tenant = tenant;
    this.plan = plan;
    this.key = key;
    this.events = events;
  }

  public Mono<Void> opened(Fact.GateOpened gate) {
    return Sql.of(
            client,
            """
            insert into gate (tenant_id, id, plan_id, step_id, occurrence, status, title, options,
                              shown, digest, roles, quorum, four_eyes, deadline, opened_at,
                              scope)
            values ($1, $2, $3, $4, $5, 'OPEN', $6, $7, $8::jsonb, $9, $10, $11, $12, $13, $14,
                    $15)
            on conflict do nothing\
            """,
            tenant.value(),
            gate.gate().value(),
            plan.value(),
            gate.step(),
            gate.occurrence(),
            key.sealText(Places.GATE_TITLE, gate.title()),
            key.seal(Places.GATE_OPTIONS, Json.bytes(gate.options())),
            Json.text(gate.show()),
            gate.digest(),
            gate.audience().roles().toArray(String[]::new),
            gate.audience().quorum(),
            gate.audience().fourEyes(),
            Sql.timeOrNull(gate.deadline()),
            Sql.time(gate.at()),
            StepRows.scope(gate.frame()))
        .fetch()
        .rowsUpdated()
        .filter(rows -> rows == 1)
        .doOnNext(inserted ->
            events.add(
                "gate.opened",
                gate.step(),
                gate.at(),
                "gate",
                gate.gate().toString(),
                "occurrence",
                gate.occurrence(),
                "title",
                gate.title(),
                "digest",
                gate.digest(),
                "deadline",
                gate.deadline() == null ? null : gate.deadline().toString(),
                "item",
                StepRows.item(gate.frame())))
        .then();
  }

  public Mono<Void> closed(Fact.GateClosed gate) {
    return Sql.of(
            client,
            """
            update gate set status = 'CLOSED', outcome = $2, closed_at = $3
            where id = $1 and status = 'OPEN' returning %s\
            """
                .formatted(ITEM),
            gate.gate().value(),
            gate.outcome().name(),
            Sql.time(gate.at()))
        .map(row -> Optional.ofNullable(row.get("item", Integer.class)))
        .one()
        .doOnNext(item ->
            events.add(
                "gate.closed",
                gate.step(),
                gate.at(),
                "gate",
                gate.gate().toString(),
                "occurrence",
                gate.occurrence(),
                "outcome",
                gate.outcome().name(),
                "item",
                item.orElse(null)))
        .then();
  }

  /** A decision for a gate that is not there is told and audited, but has no row. */
  public Mono<Void> judged(Fact.DecisionJudged judged) {
    DecisionAnswer answer = judged.answer();
    GateId gate = judged.gate();
    Mono<Long> rows =
        gate == null ? Mono.just(1L) : insert(gate, judged.decision(), answer, judged);
    return rows.filter(written -> written == 1)
        .doOnNext(_ -> tell(judged, answer))
        .flatMap(_ -> AuditRows.write(client, tenant, DecisionAudit.of(tenant, plan, judged)));
  }

  /** One that stands already is not written again. */
  private Mono<Long> insert(
      GateId gate, DecideGate decision, DecisionAnswer answer, Fact.DecisionJudged judged) {
    return Sql.of(
            client,
            """
            insert into gate_decision (tenant_id, gate_id, plan_id, reviewer, asserted, decision,
                                       refusal, outcome, content, message, body_sha256, at)
            select $1, g.id, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12
            from gate g where g.id = $2 and not exists (
              select 1 from gate_decision d
              where d.gate_id = g.id and d.reviewer = $4 and d.body_sha256 = $11 and d.at = $12)
            on conflict do nothing\
            """,
            tenant.value(),
            gate.value(),
            plan.value(),
            decision.reviewer(),
            decision.asserted(),
            decision.decision().name(),
            Sql.orNull(answer.refusal() == null ? null : answer.refusal().name(), String.class),
            Sql.orNull(answer.outcome() == null ? null : answer.outcome().name(), String.class),
            key.seal(Places.DECISION_CONTENT, Json.bytes(content(decision))),
            key.sealText(Places.DECISION_MESSAGE, answer.message()),
            decision.bodySha256(),
            Sql.time(judged.at()))
        .fetch()
        .rowsUpdated();
  }

  private static Map<String, @Nullable Object> content(DecideGate decision) {
    Map<String, @Nullable Object> content = new LinkedHashMap<>();
    content.put("comment", decision.comment());
    content.put("output", decision.output());
    content.put("option", decision.option());
    content.put("steps", decision.steps());
    return content;
  }

  private void tell(Fact.DecisionJudged judged, DecisionAnswer answer) {
    DecideGate decision = judged.decision();
    events.add(
        answer.accepted() ? "gate.decided" : "gate.refused",
        null,
        judged.at(),
        "gate",
        answer.gate(),
        "occurrence",
        answer.occurrence(),
        "decision",
        decision.decision().name(),
        "reviewer",
        decision.reviewer(),
        "asserted",
        decision.asserted(),
        "refusal",
        answer.refusal() == null ? null : answer.refusal().name(),
        "outcome",
        answer.outcome() == null ? null : answer.outcome().name(),
        "message",
        answer.message());
  }
}
