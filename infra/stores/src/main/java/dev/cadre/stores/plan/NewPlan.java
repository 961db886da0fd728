package dev.cadre.stores.plan;

import dev.cadre.stores.event.NewEvents;
import dev.cadre.stores.key.ScopeKey;
import dev.cadre.stores.runtime.Json;
import dev.cadre.stores.runtime.Places;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.budget.Budget;
import dev.cadre.workflows.expression.CanonicalJson;
import dev.cadre.workflows.plan.Plan;
import dev.cadre.workflows.plan.PlanStatus;
import dev.cadre.workflows.runtime.Uuid7;
import dev.cadre.workflows.step.Output;
import dev.cadre.workflows.step.Step;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
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
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return Uuid7.of(now.toEpochMilli(), random.nextLong(), random.nextLong());
  }

  private record Placed(Step step, @Nullable String container) {}

  Mono<Void> write() {
    return plan().then(blob()).then(steps()).then(budget()).then(order()).then(event());
  }

  private Mono<Void> plan() {
    Plan plan = submission.plan();
    Submission.Redone redone = submission.redone();
    return client
        .sql(
            """
            insert into plan (tenant_id, id, run, status, type, priority, labels, requester, name,
                              definition, input, steps_total, created_at, redo_of, redo_from)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)\
            """)
        .bind(0, submission.tenant().value())
        .bind(1, submission.id().value())
        .bind(2, FIRST_RUN)
        .bind(3, PlanStatus.SCHEDULED.name())
        .bind(4, plan.type().name().toLowerCase(Locale.ROOT))
        .bind(5, plan.priority().name().toLowerCase(Locale.ROOT))
        .bind(6, plan.labels().toArray(String[]::new))
        .bind(7, submission.requester())
        .bind(8, key.sealText(Places.PLAN_NAME, plan.name()))
        .bind(9, key.seal(Places.PLAN_DEFINITION, Json.bytes(plan)))
        .bind(10, key.seal(Places.PLAN_INPUT, Json.bytes(reference)))
        .bind(11, plan.steps().size())
        .bind(12, now.atOffset(ZoneOffset.UTC))
        .bind(13, Sql.orNull(redone == null ? null : redone.origin().value(), UUID.class))
        .bind(14, Sql.orNull(redone == null ? null : redone.from(), String.class))
        .then();
  }

  private Mono<Void> blob() {
    String id = reference.blob();
    if (id == null) {
      return Mono.empty();
    }
    return client
        .sql(
            """
            insert into blob (tenant_id, id, plan_id, kind, sha256, size, content)
            values ($1, $2, $3, 'input', $4, $5, $6)\
            """)
        .bind(0, submission.tenant().value())
        .bind(1, UUID.fromString(id))
        .bind(2, submission.id().value())
        .bind(3, reference.sha256())
        .bind(4, reference.size())
        .bind(5, key.seal(Places.BLOB_CONTENT, input))
        .then();
  }

  private Mono<Void> steps() {
    List<Placed> steps = new ArrayList<>();
    place(submission.plan().steps(), null, steps);
    return client
        .sql(
            """
            insert into step (tenant_id, plan_id, step_id, ordinal, kind, container)
            select $1, $2, s.id, s.ordinal - 1, s.kind, s.container
            from unnest($3::text[], $4::text[], $5::text[]) with ordinality
              as s (id, kind, container, ordinal)\
            """)
        .bind(0, submission.tenant().value())
        .bind(1, submission.id().value())
        .bind(2, steps.stream().map(placed -> placed.step().id()).toArray(String[]::new))
        .bind(3, steps.stream().map(placed -> placed.step().kind()).toArray(String[]::new))
        .bind(4, steps.stream().map(Placed::container).toArray(String[]::new))
        .then();
  }

  /** Nested steps stand behind what holds them. */
  private static void place(List<Step> steps, @Nullable String container, List<Placed> placed) {
    for (Step step : steps) {
      placed.add(new Placed(step, container));
      place(step.nested(), step.id(), placed);
    }
  }

  private Mono<Void> budget() {
    Budget budget = submission.plan().budget();
    if (budget == null) {
      return Mono.empty();
    }
    return client
        .sql(
            """
            insert into plan_budget (tenant_id, plan_id, currency, "limit")
            values ($1, $2, $3, $4)\
            """)
        .bind(0, submission.tenant().value())
        .bind(1, submission.id().value())
        .bind(2, budget.currency())
        .bind(3, budget.limit())
        .then();
  }

  private Mono<Void> order() {
    return Outbox.put(client, submission.tenant(), submission.id(), FIRST_RUN, Outbox.Kind.START);
  }

  private Mono<Void> event() {
    Submission.Redone redone = submission.redone();
    return new NewEvents()
        .add(
            "plan.submitted",
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
            redone == null ? null : redone.origin().toString())
        .write(client, submission.tenant(), submission.id(), key);
  }
}
