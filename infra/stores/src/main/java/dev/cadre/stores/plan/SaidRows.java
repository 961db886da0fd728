package dev.cadre.stores.plan;

import dev.cadre.stores.key.ScopeKey;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Json;
import dev.cadre.stores.runtime.Places;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.gate.GateOutcome;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.plan.Said;
import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** What reviewers said as they sent gates back, in the caller's transaction. */
final class SaidRows {

  private final DatabaseClient client;
  private final ScopeKey key;

  SaidRows(DatabaseClient client, ScopeKey key) {
    this.client = client;
    this.key = key;
  }

  /** In the order in which it counted; without what was said inside of containers that are done. */
  Mono<List<Said>> of(PlanId plan) {
    return Sql.of(
            client,
            """
            select g.step_id, g.scope, d.outcome, d.content
            from gate g join gate_decision d on d.gate_id = g.id
            where g.plan_id = $1 and d.refusal is null and d.outcome in ('ADJUSTED', 'REDONE')
              and (g.scope = 0 or exists (
                select from step s join step c on c.plan_id = s.plan_id
                  and c.step_id = s.container and c.occurrence = s.container_occurrence
                where s.plan_id = $1 and s.step_id = g.step_id and s.scope = g.scope
                  and c.state <> 'COMPLETED'))
            order by d.id\
            """,
            plan.value())
        .map(this::said)
        .all()
        .collectList()
        .map(rows -> rows.stream().flatMap(Optional::stream).toList());
  }

  /** Empty where it came without words, or with an output, which stands for them. */
  private Optional<Said> said(Readable row) {
    Map<String, Object> content =
        Json.object(key.open(Places.DECISION_CONTENT, Columns.bytes(row, "content")));
    return content.get("comment") instanceof String comment && content.get("output") == null
        ? Optional.of(
            new Said(
                Columns.number(row, "scope"),
                Columns.text(row, "step_id"),
                GateOutcome.REDONE.name().equals(Columns.text(row, "outcome")),
                steps(content.get("steps")),
                comment))
        : Optional.empty();
  }

  private static List<String> steps(@Nullable Object chosen) {
    return chosen instanceof List<?> list
        ? list.stream().map(String.class::cast).toList()
        : List.of();
  }
}
