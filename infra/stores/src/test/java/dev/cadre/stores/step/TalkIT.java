package dev.cadre.stores.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.stores.llm.CooldownSettings;
import dev.cadre.stores.plan.PlanBookStore;
import dev.cadre.stores.runtime.TestStore;
import dev.cadre.stores.tool.ModelTurn;
import dev.cadre.stores.tool.Talk;
import dev.cadre.stores.tool.Talks;
import dev.cadre.stores.tool.ToolAnswer;
import dev.cadre.stores.tool.ToolAsk;
import dev.cadre.stores.tool.ToolRefusal;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.step.AttemptFailure;
import dev.cadre.workflows.step.AttemptKey;
import dev.cadre.workflows.step.AttemptResult;
import dev.cadre.workflows.step.ExpireAttempt;
import dev.cadre.workflows.tool.ToolRequest;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A talk between a model and its tools, in the ledger. */
class TalkIT {

  private static final ModelTurn TURN =
      new ModelTurn(
          "",
          List.of(
              new ToolAsk(1, "find", Map.of("word", "tea"), null),
              new ToolAsk(
                  2,
                  "Jane Doe",
                  Map.of(),
                  new ToolRefusal(ToolRefusal.Code.UNKNOWN_TOOL, "There is no such tool."))));

  private final TestStore store = TestStore.open();
  private final StoredRows rows = new StoredRows(store);
  private final Attempts attempts =
      Course.values()[0].attempts(store, new CooldownSettings(false), Clock.systemUTC());
  private final Talks talks = new Talks(store.postgres(), store.keys());
  private final PlanId plan = store.plan("1", "draft");

  private Attempt model(int turn, int attempt) {
    return attempt(new AttemptKey(plan, "draft", 1, turn, 0, 0, attempt), Attempt.Kind.MODEL);
  }

  private Attempt tool(int attempt) {
    return attempt(new AttemptKey(plan, "draft", 1, 0, 1, 0, attempt), Attempt.Kind.TOOL);
  }

  private static Attempt attempt(AttemptKey key, Attempt.Kind kind) {
    boolean model = kind == Attempt.Kind.MODEL;
    return new Attempt(
        TestStore.TENANT,
        key,
        null,
        kind,
        model ? "p" : "find",
        model ? "m" : null,
        new BigDecimal(model ? "0.10" : "0"),
        false,
        false,
        true,
        Duration.ofSeconds(10));
  }

  private static Bill bill(String cost) {
    return new Bill("m", 200, 10L, 20L, 0L, new BigDecimal(cost));
  }

  private void begin(Attempt attempt) {
    assertThat(attempts.begin(attempt).block()).isEqualTo(new Begun.Call(1));
  }

  private AttemptResult turn(Attempt attempt) {
    begin(attempt);
    return ((Settled.Success)
            Objects.requireNonNull(attempts.turn(attempt, 1, bill("0.02"), TURN).block()))
        .result();
  }

  private Talk.Exchange first() {
    return Objects.requireNonNull(talks.of(TestStore.TENANT, plan, "draft", 1, 1).block())
        .exchanges()
        .getFirst();
  }

  @Test
  void tellsTheWorkflowWhatIsToBeCalledAndGoesOn() {
    assertThat(turn(model(0, 1)).asked()).containsExactly(new ToolRequest(1, "find"));
    assertThat(rows.budget(plan)).isEqualTo("0.000000000/0.020000000");

    begin(tool(1));
    attempts.answer(tool(1), 1, new ToolAnswer("green", false)).block();
    assertThat(first().turn()).isEqualTo(TURN);
    assertThat(first().answers()).containsExactly(Map.entry(1, new ToolAnswer("green", false)));

    begin(model(1, 1));
    Settled end = attempts.succeed(model(1, 1), 1, bill("0.03"), "It is green.", null).block();
    assertThat(((Settled.Success) Objects.requireNonNull(end)).result().asked()).isNull();
    assertThat(rows.budget(plan)).isEqualTo("0.000000000/0.050000000");
  }

  @Test
  void givesWhatStandsToWhoeverComesAgain() {
    AttemptResult said = turn(model(0, 1));
    assertThat(attempts.begin(model(0, 1)).block()).isEqualTo(new Begun.Done(said));
    assertThat(attempts.turn(model(0, 1), 1, bill("0.02"), TURN).block())
        .isEqualTo(new Settled.Success(said));
    assertThat(rows.budget(plan)).isEqualTo("0.000000000/0.020000000");
  }

  @Test
  void letsALaterTryAnswerWhereOneHasFailed() {
    turn(model(0, 1));
    begin(tool(1));
    attempts.fail(tool(1), 1, Bill.NOTHING, failure()).block();
    assertThat(first().answers().get(1)).isEqualTo(new ToolAnswer("No answer.", true));

    begin(tool(2));
    attempts.answer(tool(2), 1, new ToolAnswer("green", false)).block();
    assertThat(first().answers().get(1)).isEqualTo(new ToolAnswer("green", false));
    assertThat(attempts.begin(tool(3)).block()).isInstanceOf(Begun.Done.class);
  }

  private static AttemptFailure failure() {
    return new AttemptFailure(
        FailureCategory.TOOL_FAILED,
        true,
        404,
        null,
        null,
        null,
        false,
        Duration.ZERO,
        "No answer.",
        false);
  }

  @Test
  void chargesATurnThatComesTooLateWhatItCost() {
    Attempt attempt = model(0, 1);
    begin(attempt);
    new PlanBookStore(store.postgres(), store.keys(), Clock.systemUTC())
        .expire(new ExpireAttempt(TestStore.TENANT, attempt.key(), "p", "m", false))
        .block();

    assertThat(attempts.turn(attempt, 1, bill("0.02"), TURN).block())
        .isInstanceOf(Settled.Failure.class);
    assertThat(rows.budget(plan)).isEqualTo("0.000000000/0.020000000");
    assertThat(store.read("select count(*) from talk where plan_id = ?", plan.value()))
        .isEqualTo("0");
  }

  @Test
  void keepsWhatWasRefusedWithoutTheModelsOwnWords() {
    turn(model(0, 1));
    assertThat(
            store.read(
                "select string_agg(object_id || ' ' || reason, ',') from audit_event"
                    + " where action = 'tool.call' and data ->> 'plan' = ?",
                plan.toString()))
        .startsWith("sha256:")
        .endsWith(" UNKNOWN_TOOL")
        .doesNotContain("Jane");
    assertThat(
            store.read(
                "select encode(content, 'escape') from talk where plan_id = ?", plan.value()))
        .doesNotContain("Jane", "find");
  }
}
