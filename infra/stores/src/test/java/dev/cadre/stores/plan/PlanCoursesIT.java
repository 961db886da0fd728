package dev.cadre.stores.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.stores.key.ScopeKey;
import dev.cadre.stores.runtime.Places;
import dev.cadre.stores.runtime.TestStore;
import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.event.RecordFacts;
import dev.cadre.workflows.gate.Audience;
import dev.cadre.workflows.gate.GateId;
import dev.cadre.workflows.plan.ClosePlan;
import dev.cadre.workflows.plan.PlanEnd;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.plan.PlanSnapshot;
import dev.cadre.workflows.plan.PlanStatus;
import dev.cadre.workflows.plan.StartPlan;
import dev.cadre.workflows.step.Output;
import dev.cadre.workflows.step.StepState;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ordinary course of a plan writes what the full one does, and gives way to it. */
class PlanCoursesIT {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);

  private static final String SEALED =
      """
      select id, data as sealed, '%s' as place from plan_event where plan_id = $1
      union all select 0, snapshot, '%s' from plan where id = $1
      union all select -1, result, '%s' from plan where id = $1
      order by id\
      """
          .formatted(Places.EVENT_DATA, OpeningRows.SNAPSHOT, Places.PLAN_RESULT);

  private final TestStore store = TestStore.open();
  private final OrdinaryPlans ordinary = new OrdinaryPlans(store.postgres());

  @ParameterizedTest
  @ValueSource(ints = {1, 3000})
  void writesTheSame(int length) {
    String result = "tea ".repeat(length);
    assertThat(rows(new PlanBookStore(store.postgres(), store.keys(), CLOCK), result))
        .isEqualTo(
            rows(PlanBookStore.inTransactions(store.postgres(), store.keys(), CLOCK), result));
  }

  private String rows(PlanBookStore book, String result) {
    PlanId plan = store.plan(null, "draft");
    PlanSnapshot opened = book.open(start(plan), PlanCoursesIT::snapshot).block();
    assertThat(opened).isEqualTo(book.open(start(plan), PlanCoursesIT::snapshot).block());
    book.record(ended(plan)).block();
    PlanEnd end = book.close(completed(plan), result).block();
    assertThat(end).isEqualTo(new PlanEnd(PlanStatus.COMPLETED, null, null));
    assertThat(book.close(completed(plan), "another").block()).isEqualTo(end);
    return store
        .read(
            """
            select concat_ws(E'\\n',
              (to_jsonb(p) - '{id,name,definition,input,snapshot,result,created_at}'::text[])::text,
              (select string_agg(concat_ws(' ', kind, sha256, size), E'\\n') from blob where plan_id = p.id),
              (select string_agg(concat_ws(' ', type, step_id), E'\\n' order by id)
               from plan_event where plan_id = p.id))
            from plan p where id = ?\
            """,
            plan.value())
        .concat("\n" + store.clear(plan, SEALED))
        .replace(plan.toString(), "PLAN")
        .replaceAll("\"blob\":\"[0-9a-f-]+\"", "BLOB");
  }

  @Test
  void isTakenOnce() {
    PlanId plan = store.plan(null, "draft");
    ScopeKey key = store.keys().of(plan).block();
    assertThat(ordinary.open(start(plan), PlanCoursesIT::snapshot, key, NOON).block()).isNotNull();
    assertThat(ordinary.open(start(plan), PlanCoursesIT::snapshot, key, NOON).block()).isNull();
    new PlanBookStore(store.postgres(), store.keys(), CLOCK).record(ended(plan)).block();
    assertThat(ordinary.complete(completed(plan), "a", key, NOON).block()).isTrue();
    assertThat(ordinary.complete(completed(plan), "a", key, NOON).block()).isFalse();
  }

  @Test
  void leavesAPlanAloneOfWhichAStepIsOpen() {
    PlanId plan = store.plan(null, "draft");
    ScopeKey key = store.keys().of(plan).block();
    assertThat(ordinary.complete(completed(plan), "a", key, NOON).block()).isFalse();
    assertThat(status(plan)).isEqualTo("SCHEDULED");
  }

  @Test
  void leavesAPlanAloneOfWhichAGateIsOpen() {
    PlanId plan = store.plan(null, "draft");
    PlanBookStore book = new PlanBookStore(store.postgres(), store.keys(), CLOCK);
    book.record(ended(plan)).block();
    var opened =
        new Fact.GateOpened(
            new GateId(UUID.randomUUID()),
            "draft",
            1,
            "Fine?",
            List.of(),
            List.of(),
            "sha256:0",
            Audience.DEFAULT,
            null,
            null,
            NOON);
    book.record(new RecordFacts(TestStore.TENANT, plan, 1, 2, List.of(opened))).block();
    ScopeKey key = store.keys().of(plan).block();
    assertThat(ordinary.complete(completed(plan), "a", key, NOON).block()).isFalse();
  }

  @Test
  void leavesAnotherRunAlone() {
    PlanId plan = store.plan(null, "draft");
    ScopeKey key = store.keys().of(plan).block();
    StartPlan second = new StartPlan(TestStore.TENANT, plan, 2);
    assertThat(ordinary.open(second, PlanCoursesIT::snapshot, key, NOON).block()).isNull();
    new PlanBookStore(store.postgres(), store.keys(), CLOCK).record(ended(plan)).block();
    var other =
        new ClosePlan(
            TestStore.TENANT, plan, 2, PlanStatus.COMPLETED, null, null, null, Map.of("draft", 1));
    assertThat(ordinary.complete(other, "a", key, NOON).block()).isFalse();
  }

  @Test
  void doesNotOpenWhatHasEnded() {
    PlanId plan = store.plan(null, "draft");
    ScopeKey key = store.keys().of(plan).block();
    var cancelled =
        new ClosePlan(
            TestStore.TENANT, plan, 1, PlanStatus.CANCELLED, "CANCELLED", null, null, Map.of());
    new PlanBookStore(store.postgres(), store.keys(), CLOCK).close(cancelled, null).block();
    assertThat(ordinary.open(start(plan), PlanCoursesIT::snapshot, key, NOON).block()).isNull();
    assertThat(ordinary.complete(completed(plan), "a", key, NOON).block()).isFalse();
    assertThat(status(plan)).isEqualTo("CANCELLED");
  }

  private String status(PlanId plan) {
    return store.read("select status from plan where id = ?", plan.value());
  }

  private static StartPlan start(PlanId plan) {
    return new StartPlan(TestStore.TENANT, plan, 1);
  }

  private static PlanSnapshot snapshot(Opening opening) {
    return new PlanSnapshot(
        opening.plan(),
        opening.requester(),
        opening.input(),
        Map.of(),
        Map.of(),
        Set.of(),
        Map.of(),
        opening.assertedDecisions(),
        opening.prior(),
        null,
        null,
        opening.said());
  }

  private static RecordFacts ended(PlanId plan) {
    return new RecordFacts(
        TestStore.TENANT,
        plan,
        1,
        1,
        List.of(
            new Fact.StepMoved("draft", 1, StepState.RUNNING, null, null, null, NOON),
            new Fact.OutputCommitted("draft", 1, Output.of("tea"), "choice", null, NOON)));
  }

  private static ClosePlan completed(PlanId plan) {
    return new ClosePlan(
        TestStore.TENANT, plan, 1, PlanStatus.COMPLETED, null, null, null, Map.of("draft", 1));
  }
}
