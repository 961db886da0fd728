package dev.cadre.stores.plan;

import dev.cadre.stores.event.NewEvents;
import dev.cadre.stores.key.ScopeKey;
import dev.cadre.stores.runtime.Json;
import dev.cadre.stores.runtime.Places;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.budget.Budget;
import dev.cadre.workflows.expression.CanonicalJson;
import dev.cadre.workflows.plan.Plan;
import dev.cadre.workflows.plan.PlanNeeds;
import dev.cadre.workflows.plan.PlanStatus;
import dev.cadre.workflows.runtime.Uuid7;
import dev.cadre.workflows.step.Output;
import dev.cadre.workflows.step.Step;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** The rows of a new plan, written in the caller's transaction. */
final class NewPlan {

  private static final int FIRST_RUN = 1;
  private static final String SUBMITTED = "plan.submitted";

  /** References between the rows are checked at the statement's end. */
  private static final String WRITE =
      """
      with new_plan as (
        insert into plan (tenant_id, id, run, status, type, priority, labels, requester, name,
                          definition, input, steps_total, created_at, redo_of, redo_from)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
      ), new_steps as (
        insert into step (tenant_id, plan_id, step_id, ordinal, kind, container, agent)
        select $1, $2, s.id, s.ordinal - 1, s.kind, s.container, s.agent
        from unnest($16::text[], $17::text[], $18::text[], $19::text[]) with ordinality
          as s (id, kind, container, agent, ordinal)
      ), new_blob as (
        insert into blob (tenant_id, id, plan_id, kind, sha256, size, content)
        select $1, $20, $2, 'input', $21, $22, $23 where $20::uuid is not null
      ), new_budget as (
        insert into plan_budget (tenant_id, plan_id, currency, "limit")
        select $1, $2, $24, $25 where $24::text is not null
      ), new_order as (
        insert into outbox (tenant_id, plan_id, run, kind) values ($1, $2, $3, $26)
      )
      insert into plan_event (tenant_id, plan_id, type, data, at)
      values ($1, $2, '%s', $27, $13)\
      """
          .formatted(SUBMITTED);

  private final DatabaseClient client;
  private final Submission submission;
  private final ScopeKey key;
  private final Instant now;
  private final byte[] input;
  private final Output reference;

  NewPlan(DatabaseClient client, Submission submission, ScopeKey key, Instant now) {
    this.client = client;
    this.submission = submission;
    this.key = key;
    this.now = now;
    this.input = CanonicalJson.of(submission.input()).getBytes(StandardCharsets.UTF_8);
    this.reference = reference(submission, input, now);
  }

  private static Output reference(Submission submission, byte[] input, Instant now) {
    boolean large = input.length > Output.INLINE_LIMIT;
    return new Output(
        large ? null : submission.input(),
        large ? newId(now).toString() : null,
        CanonicalJson.sha256(input),
        input.length);
  }

  private static UUID newId(Instant now) {
    return Uuid7.of(now.toEpochMilli(), ThreadLocalRandom.current());
  }

  private record Placed(Step step, @Nullable String container) {}

  /** Writes them all in one statement. */
  Mono<Void> write() {
    List<Object> values = new ArrayList<>();
    plan(values);
    steps(values);
    blob(values);
    Budget budget = submission.plan().budget();
    values.add(Sql.orNull(budget == null ? null : budget.currency(), String.class));
    values.add(Sql.orNull(budget == null ? null : budget.limit(), BigDecimal.class));
    values.add(Outbox.Kind.START.name());
    values.add(event().sealed(key).getFirst());
    return Sql.of(client, WRITE, values.toArray()).then();
  }

  private void plan(List<Object> values) {
    Plan plan = submission.plan();
    Submission.Redone redone = submission.redone();
    values.add(submission.tenant().value());
    values.add(submission.id().value());
    values.add(FIRST_RUN);
    values.add(PlanStatus.SCHEDULED.name());
    values.add(plan.type().name().toLowerCase(Locale.ROOT));
    values.add(plan.priority().name().toLowerCase(Locale.ROOT));
    values.add(plan.labels().toArray(String[]::new));
    values.add(submission.requester());
    values.add(key.sealText(Places.PLAN_NAME, plan.name()));
    values.add(key.seal(Places.PLAN_DEFINITION, Json.bytes(plan)));
    values.add(key.seal(Places.PLAN_INPUT, Json.bytes(reference)));
    values.add(plan.steps().size());
    values.add(Sql.time(now));
    values.add(Sql.orNull(redone == null ? null : redone.origin().value(), UUID.class));
    values.add(Sql.orNull(redone == null ? null : redone.from(), String.class));
  }

  private void steps(List<Object> values) {
    List<Placed> steps = new ArrayList<>();
    place(submission.plan().steps(), null, steps);
    values.add(steps.stream().map(placed -> placed.step().id()).toArray(String[]::new));
    values.add(steps.stream().map(placed -> placed.step().kind()).toArray(String[]::new));
    values.add(steps.stream().map(Placed::container).toArray(String[]::new));
    values.add(steps.stream().map(placed -> PlanNeeds.agent(placed.step())).toArray(String[]::new));
  }

  private void blob(List<Object> values) {
    String id = reference.blob();
    values.add(Sql.orNull(id == null ? null : UUID.fromString(id), UUID.class));
    values.add(reference.sha256());
    values.add(reference.size());
    values.add(Sql.orNull(id == null ? null : key.seal(Places.BLOB_CONTENT, input), byte[].class));
  }

  /** Nested steps stand behind what holds them. */
  private static void place(List<Step> steps, @Nullable String container, List<Placed> placed) {
    for (Step step : steps) {
      placed.add(new Placed(step, container));
      place(step.nested(), step.id(), placed);
    }
  }

  private NewEvents event() {
    Submission.Redone redone = submission.redone();
    return new NewEvents()
        .add(
            SUBMITTED,
            null,
            now,
            "status",
            PlanStatus.SCHEDULED.name(),
            "name",
            submission.plan().name(),
            "requester",
            submission.requester(),
            "steps",
            submission.plan().steps().size(),
            "redoOf",
            redone == null ? null : redone.origin().toString());
  }
}
