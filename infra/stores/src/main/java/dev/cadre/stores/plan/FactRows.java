package dev.cadre.stores.plan;

import dev.cadre.stores.event.NewEvents;
import dev.cadre.stores.gate.GateRows;
import dev.cadre.stores.key.ScopeKey;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.stores.step.ResultRows;
import dev.cadre.stores.step.ResultRows.NewResult;
import dev.cadre.stores.step.StepRows;
import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.event.RecordFacts;
import dev.cadre.workflows.plan.PlanId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Facts as rows and events, in the caller's transaction. Of a run that has ended only decisions are
 * still written, and nothing is told: its last event is its end.
 */
final class FactRows {

  private final DatabaseClient client;
  private final RecordFacts facts;
  private final PlanId plan;
  private final ScopeKey key;
  private final boolean ended;
  private final boolean again;
  private final NewEvents events = new NewEvents();
  private final GateRows gates;
  private final ResultRows results;

  /**
   * For one batch.
   *
   * @param ended whether its run has ended
   * @param again whether a batch of this number was written before
   */
  FactRows(DatabaseClient client, RecordFacts facts, ScopeKey key, boolean ended, boolean again) {
    this.client = client;
    this.facts = facts;
    this.plan = facts.plan();
    this.key = key;
    this.ended = ended;
    this.again = again;
    this.gates = new GateRows(client, facts.tenant(), plan, key, events);
    this.results = new ResultRows(client, facts.tenant(), plan, key);
  }

  Mono<Void> write() {
    return Flux.fromIterable(runs(counting()))
        .concatMap(this::rows)
        .then(
            Mono.defer(
                () -> ended ? Mono.empty() : events.write(client, facts.tenant(), plan, key)));
  }

  /** What counts still; where a batch is written again, only the plan's last status is not over. */
  private List<Fact> counting() {
    List<Fact> counting = new ArrayList<>();
    boolean moved = false;
    for (Fact fact : facts.facts().reversed()) {
      boolean moves = fact instanceof Fact.PlanMoved;
      if (ended ? fact instanceof Fact.DecisionJudged : !(again && moves && moved)) {
        counting.addFirst(fact);
      }
      moved |= moves;
    }
    return counting;
  }

  /** The same in the same order, with steps that move one after the other together. */
  private static List<List<Fact>> runs(List<Fact> facts) {
    List<List<Fact>> runs = new ArrayList<>();
    for (Fact fact : facts) {
      if (runs.isEmpty()
          || !(fact instanceof Fact.StepMoved)
          || !(runs.getLast().getLast() instanceof Fact.StepMoved)) {
        runs.add(new ArrayList<>());
      }
      runs.getLast().add(fact);
    }
    return runs;
  }

  private Mono<Void> rows(List<Fact> run) {
    if (run.getFirst() instanceof Fact.StepMoved) {
      List<Fact.StepMoved> moves = run.stream().map(Fact.StepMoved.class::cast).toList();
      return new MovedSteps(client, plan, key).write(moves).doOnNext(this::tell).then();
    }
    return row(run.getFirst());
  }

  private Mono<Void> row(Fact fact) {
    return switch (fact) {
      case Fact.PlanMoved moved -> plan(moved);
      case Fact.StepMoved moved -> rows(List.of(moved));
      case Fact.GateOpened opened -> gates.opened(opened);
      case Fact.GateClosed closed -> gates.closed(closed);
      case Fact.GateNotRequired skipped ->
          untold("gate.not_required", skipped.step(), skipped.at())
              .doOnNext(_ -> events.add("gate.not_required", skipped.step(), skipped.at()))
              .then();
      case Fact.DecisionJudged judged when judged.gate() == null ->
          untold("gate.refused", null, judged.at()).flatMap(_ -> gates.judged(judged));
      case Fact.DecisionJudged judged -> gates.judged(judged);
      case Fact.SignalRefused refused ->
          untold("gate.refused", null, refused.at()).doOnNext(_ -> refused(refused)).then();
      case Fact.OutputCommitted output -> output(output);
    };
  }

  private void refused(Fact.SignalRefused refused) {
    events.add(
        "gate.refused", null, refused.at(), "gate", refused.gate(), "message", refused.message());
  }

  /** Empty where a fact that has no row of its own was told before. */
  private Mono<Boolean> untold(String type, @Nullable String step, Instant at) {
    if (!again) {
      return Mono.just(true);
    }
    return Sql.of(
            client,
            """
            select exists (select 1 from plan_event
              where plan_id = $1 and type = $2 and step_id is not distinct from $3
                and ($3 is not null or at = $4)) as it\
            """,
            plan.value(),
            type,
            Sql.orNull(step, String.class),
            Sql.time(at))
        .map(row -> !Columns.flag(row, "it"))
        .one()
        .filter(untold -> untold);
  }

  private Mono<Void> plan(Fact.PlanMoved moved) {
    if (moved.status().terminal()) {
      return Mono.error(new IllegalArgumentException("a plan ends by plan.close only"));
    }
    String status = moved.status().name();
    return Sql.of(
            client,
            """
            update plan set status = $3 where id = $1 and run = $2 and status <> $3
              and status not in ('COMPLETED', 'FAILED', 'CANCELLED')\
            """,
            plan.value(),
            facts.run(),
            status)
        .fetch()
        .rowsUpdated()
        .filter(rows -> rows == 1)
        .doOnNext(changed ->
            events.add(
                "plan." + status.toLowerCase(Locale.ROOT), null, moved.at(), "status", status))
        .then();
  }

  private void tell(Fact.StepMoved moved) {
    String word =
        switch (moved.state()) {
          case PENDING, READY -> "";
          case RUNNING -> "started";
          case WAITING -> "waiting";
          case COMPLETED -> "completed";
          case FAILED -> "failed";
          case SKIPPED -> "skipped";
          case CANCELLED -> "cancelled";
        };
    if (!word.isEmpty()) {
      events.add(
          "step." + word,
          moved.step(),
          moved.at(),
          "occurrence",
          moved.occurrence(),
          "reason",
          moved.reason(),
          "message",
          moved.message(),
          "item",
          StepRows.item(moved.frame()));
    }
  }

  private Mono<Void> output(Fact.OutputCommitted output) {
    var result =
        new NewResult(
            output.step(),
            output.occurrence(),
            output.frame(),
            output.origin(),
            null,
            output.output().value(),
            null);
    return results.commit(result, events, output.at()).then();
  }
}
