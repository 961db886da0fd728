package dev.cadre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.testkit.invariant.EngineReader;
import dev.cadre.testkit.invariant.Invariants;
import dev.cadre.testkit.invariant.Violation;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The checker of invariants finds what is wrong with a real stack: here each is made wrong. */
@Timeout(180)
@ExtendWith(OnStack.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CheckerIT {

  /**
   * A change of the database, and the change back.
   *
   * @param spoil with {@code :plan} for the plan's id
   */
  private record Doctored(String invariant, String place, String spoil, String mend) {

    @Override
    public String toString() {
      return invariant + " " + place;
    }
  }

  private final Stack stack;
  private final String word = "heron" + UUID.randomUUID().toString().substring(0, 8);
  private PlanRun plan;

  CheckerIT(Stack stack) {
    this.stack = stack;
  }

  static List<Doctored> doctored() {
    return List.of(
        new Doctored(
            "I1",
            "plan",
            "update plan set status = 'RUNNING' where id = :plan",
            "update plan set status = 'COMPLETED' where id = :plan"),
        new Doctored(
            "I2",
            "write/1",
            "update step_result set sha256 = reverse(sha256) where plan_id = :plan and step_id = 'write'",
            "update step_result set sha256 = reverse(sha256) where plan_id = :plan and step_id = 'write'"),
        new Doctored(
            "I3",
            "/write/1/0/1",
            """
            insert into attempt (tenant_id, key, plan_id, step_id, occurrence, target, try, kind,
              provider, model, state, physical_calls, started_at, settled_at)
            select tenant_id, key || '/second', plan_id, step_id, occurrence, target, try, kind,
              provider, model, state, 0, started_at, settled_at
            from attempt where plan_id = :plan and step_id = 'write'\
            """,
            "delete from attempt where plan_id = :plan and key like '%/second'"),
        new Doctored(
            "I4",
            "budget",
            "update plan_budget set reserved = 0.1 where plan_id = :plan",
            "update plan_budget set reserved = 0 where plan_id = :plan"),
        new Doctored(
            "I5",
            "/",
            "update gate_decision set refusal = 'FOUR_EYES' where plan_id = :plan",
            "update gate_decision set refusal = null where plan_id = :plan"),
        new Doctored(
            "I6",
            "event 3",
            "create table kept as with gone as (delete from plan_event where plan_id = :plan and seq = 3 returning *) select * from gone",
            "insert into plan_event overriding system value select * from kept; drop table kept"));
  }

  @BeforeAll
  void runs() {
    plan =
        stack
            .requester()
            .submit(
                """
                name: checked
                budget: { limit: "1.00", currency: USD, onLimit: fail }
                steps:
                  - { id: write, kind: agent, agent: copywriter, prompt: "%s", maxTokens: 60, route: [openai/gpt-5.6-terra] }
                  - { id: ask, kind: gate, title: "Go on?", dependsOn: [write] }
                  - { id: both, kind: aggregate, strategy: concat, dependsOn: [write, ask] }
                """
                    .formatted(word));
    PlanRun.decide(stack.reviewer(), plan.gate("ask"), "GO", null).expect(200);
    plan.await("COMPLETED");
    assertThat(broken()).isEmpty();
  }

  private List<Violation> broken() {
    return Invariants.broken(Inspection.of(stack).plans(plan).canaries(word).evidence());
  }

  @ParameterizedTest
  @MethodSource("doctored")
  void findsWhatIsWrongInTheDatabase(Doctored doctored) {
    change(doctored.spoil());
    List<Violation> found;
    try {
      found = broken();
    } finally {
      change(doctored.mend());
    }

    assertThat(found)
        .anySatisfy(violation -> {
          assertThat(violation.invariant()).isEqualTo(doctored.invariant());
          assertThat(violation.plan()).isEqualTo(plan.id());
          assertThat(violation.place()).contains(doctored.place());
        });
    assertThat(broken()).isEmpty();
  }

  @Test
  void findsClearTextInAFile() throws IOException {
    Path file = stack.state().resolve("log/leak.log");
    Files.writeString(file, "somebody wrote " + word);
    List<Violation> found = broken();
    Files.delete(file);

    assertThat(found).extracting(Violation::invariant).containsOnly("I9");
    assertThat(found.getFirst().place()).endsWith("leak.log");
  }

  /** In a plan of its own: the providers' ledger only grows. */
  @Test
  void findsACallUnderAnUnknownKey() throws IOException, InterruptedException {
    PlanRun other =
        stack
            .requester()
            .submit("name: other\nsteps:\n  - { id: ask, kind: gate, title: \"Go?\" }\n");
    PlanRun.decide(stack.reviewer(), other.gate("ask"), "GO", null).expect(200);
    other.await("COMPLETED");
    String key = other.id() + "/ask/1/0/1";
    try (HttpClient client = HttpClient.newHttpClient()) {
      client.send(
          HttpRequest.newBuilder(URI.create(stack.origin() + "/things"))
              .header("Idempotency-Key", key)
              .build(),
          BodyHandlers.discarding());
    }

    assertThat(Invariants.broken(Inspection.of(stack).plans(other).evidence()))
        .singleElement()
        .satisfies(violation -> {
          assertThat(violation.invariant()).isEqualTo("I3");
          assertThat(violation.place()).isEqualTo(key);
        });
  }

  /** What still runs is not quiet. */
  @Test
  void findsAWorkflowThatStillRuns() {
    PlanRun other =
        stack
            .requester()
            .submit("name: open\nsteps:\n  - { id: ask, kind: gate, title: \"Go?\" }\n");
    JsonNode gate = other.gate("ask");
    try (EngineReader engine = new EngineReader(stack.temporal())) {
      assertThat(engine.workflow(other.id(), List.of()).trouble()).startsWith("still running");
    }
    PlanRun.decide(stack.reviewer(), gate, "GO", null).expect(200);
    other.await("COMPLETED");
  }

  @Test
  void findsATaskThatNobodyTakes() {
    String queue = "nobody-" + UUID.randomUUID();
    stack.temporal("workflow", "start", "--type", "any", "-t", queue, "-w", queue);
    try (EngineReader engine = new EngineReader(stack.temporal())) {
      Await.until(
          "the task is seen to wait",
          Duration.ofSeconds(20),
          () ->
              engine.queue(queue).stream()
                  .anyMatch(state -> String.valueOf(state.trouble()).startsWith("1 tasks wait")));
    } finally {
      stack.temporal("workflow", "terminate", "-w", queue);
    }
  }

  private void change(String sql) {
    try (Connection connection = stack.postgres().asSuperuser("cadre");
        Statement statement = connection.createStatement()) {
      statement.execute(sql.replace(":plan", "'" + plan.id() + "'"));
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
