package dev.cadre.stores.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.stores.key.ScopeKey;
import dev.cadre.stores.llm.CooldownSettings;
import dev.cadre.stores.runtime.Places;
import dev.cadre.stores.runtime.TestStore;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.step.AttemptFailure;
import dev.cadre.workflows.step.AttemptKey;
import dev.cadre.workflows.step.Frame;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The ordinary course writes what the full one does, to the letter. */
class CoursesIT {

  private static final Clock NOON =
      Clock.fixed(Instant.parse("2026-01-01T12:00:00Z"), ZoneOffset.UTC);
  private static final Bill BILL = new Bill("m-1", 200, 10L, 20L, 3L, new BigDecimal("0.02"));

  private final TestStore store = TestStore.open();

  @Test
  void writesTheSameForAResult() {
    same(
        "1",
        (attempts, plan) -> {
          Attempt attempt = attempt(plan, "draft", 0, null);
          attempts.begin(attempt).block();
          attempts.succeed(attempt, 1, BILL, Map.of("a", List.of(1L, "b")), "other").block();
        });
  }

  @Test
  void writesTheSameForALargeResultWithoutABudget() {
    same(
        null,
        (attempts, plan) -> {
          Attempt attempt = attempt(plan, "draft", 0, null);
          attempts.begin(attempt).block();
          attempts.succeed(attempt, 1, BILL, "tea ".repeat(3000), null).block();
        });
  }

  @Test
  void writesTheSameForTheNextTargetAfterAFailure() {
    same(
        "1",
        (attempts, plan) -> {
          Attempt first = attempt(plan, "draft", 0, null);
          attempts.begin(first).block();
          attempts.fail(first, 1, BILL, failure()).block();
          Attempt second = attempt(plan, "draft", 1, null);
          attempts.begin(second).block();
          attempts.succeed(second, 1, BILL, "there", null).block();
        });
  }

  @Test
  void writesTheSameInsideAContainer() {
    same(
        "1",
        (attempts, plan) -> {
          Attempt attempt = attempt(plan, "draft", 0, new Frame("other", 2, 3, 7));
          attempts.begin(attempt).block();
          attempts.succeed(attempt, 1, BILL, null, null).block();
        });
  }

  @Test
  void writesTheSameForATool() {
    same(
        "1",
        (attempts, plan) -> {
          Attempt attempt = tool(plan);
          attempts.begin(attempt).block();
          attempts.succeed(attempt, 1, Bill.NOTHING, true, null).block();
        });
  }

  @Test
  void leavesNothingBehindWhenItGivesUp() {
    same(
        "0.05",
        (attempts, plan) -> {
          Attempt attempt = attempt(plan, "draft", 0, new Frame("other", 2, 3, 7));
          assertThat(attempts.begin(attempt).block()).isInstanceOf(Begun.Failed.class);
          assertThat(attempts.succeed(attempt, 1, BILL, "tea ".repeat(3000), null).block())
              .isInstanceOf(Settled.Superseded.class);
        });
  }

  @Test
  void takesTheOrdinaryCourseOnce() {
    var ordinary =
        new OrdinaryCourse(store.postgres(), CooldownSettings.DEFAULT, new RecentValues());
    PlanId plan = store.plan("1", "draft");
    Attempt attempt = attempt(plan, "draft", 0, null);
    ScopeKey key = store.keys().of(plan).block();
    assertThat(ordinary.begin(attempt, key, NOON.instant()).block()).isTrue();
    assertThat(ordinary.begin(attempt, key, NOON.instant()).block()).isFalse();
    assertThat(ordinary.succeed(attempt, 1, BILL, "a", null, key, NOON.instant()).block())
        .isPresent();
    assertThat(ordinary.succeed(attempt, 1, BILL, "a", null, key, NOON.instant()).block())
        .isEmpty();
  }

  private void same(@Nullable String limit, BiConsumer<Attempts, PlanId> work) {
    assertThat(rows(Course.ORDINARY, limit, work)).isEqualTo(rows(Course.FULL, limit, work));
  }

  private String rows(Course course, @Nullable String limit, BiConsumer<Attempts, PlanId> work) {
    PlanId plan = store.plan(limit, "draft", "other");
    work.accept(course.attempts(store, new CooldownSettings(false), NOON), plan);
    String clear =
        store.read(
            """
            select concat_ws(E'\\n',
              (select string_agg((to_jsonb(a) - '{failure,detail}'::text[])::text, E'\\n' order by key)
               from attempt a where plan_id = p.id),
              (select string_agg(to_jsonb(s)::text, E'\\n' order by step_id, scope)
               from step s where plan_id = p.id),
              (select string_agg((to_jsonb(r) - '{value,blob_id,created_at}'::text[])::text, E'\\n')
               from step_result r where plan_id = p.id),
              (select string_agg(concat_ws(' ', b.kind, b.sha256, b.size, r.step_id), E'\\n')
               from blob b left join step_result r on r.blob_id = b.id where b.plan_id = p.id),
              (select to_jsonb(b)::text from plan_budget b where plan_id = p.id),
              (select string_agg(concat_ws(' ', type, step_id,
                                 case when type <> 'plan.submitted' then at end), E'\\n' order by id)
               from plan_event where plan_id = p.id))
            from plan p where id = ?\
            """,
            plan.value());
    return (clear + "\n" + sealed(plan)).replace(plan.toString(), "PLAN");
  }

  private String sealed(PlanId plan) {
    return store.clear(
        plan,
        """
        select id, data as sealed, '%s' as place from plan_event where plan_id = $1
        union all select 0, value, '%s' from step_result where plan_id = $1 and value is not null
        union all select 0, content, '%s' from blob where plan_id = $1
        order by id\
        """
            .formatted(Places.EVENT_DATA, Places.STEP_RESULT_VALUE, Places.BLOB_CONTENT));
  }

  private static Attempt attempt(PlanId plan, String step, int target, @Nullable Frame frame) {
    return new Attempt(
        TestStore.TENANT,
        new AttemptKey(plan, step, 1, target, 1),
        frame,
        Attempt.Kind.MODEL,
        "provider",
        "m",
        new BigDecimal("0.10"),
        target > 0,
        false,
        true,
        Duration.ofSeconds(10));
  }

  private static Attempt tool(PlanId plan) {
    return new Attempt(
        TestStore.TENANT,
        new AttemptKey(plan, "draft", 1, 0, 1),
        null,
        Attempt.Kind.TOOL,
        "echo",
        null,
        BigDecimal.ZERO,
        false,
        false,
        true,
        Duration.ofSeconds(10));
  }

  private static AttemptFailure failure() {
    return new AttemptFailure(
        FailureCategory.QUALITY, true, 200, null, null, null, false, Duration.ZERO, "It failed.");
  }
}
