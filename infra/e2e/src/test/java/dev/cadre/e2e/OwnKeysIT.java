package dev.cadre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.testkit.fault.Fault;
import dev.cadre.testkit.fault.Match;
import dev.cadre.testkit.fault.SeenCall;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** With whose key the vendor is called, and how often: as the vendor sees it. */
@Timeout(240)
@ExtendWith(OnStack.class)
class OwnKeysIT {

  private static final String MODEL = "openai/gpt-5.6-terra";
  private static final String SAFE = "anthropic/claude-haiku-4-5";

  private final Stack stack;
  private final String mark = UUID.randomUUID().toString().substring(24);

  OwnKeysIT(Stack stack) {
    this.stack = stack;
  }

  @BeforeEach
  void wakes() {
    stack.wakeTargets();
  }

  private Door tenant(String name, String models) {
    JsonNode made =
        stack
            .owner()
            .post(
                "/v1/tenants",
                """
                {"name": "T", "domain": "%s-%s.example",
                 "admin": {"name": "boss", "roles": ["owner", "member"]}, "models": [%s]}\
                """
                    .formatted(name, mark, models))
            .expect(201)
            .json();
    return new Door(stack, made.path("adminKey").asString(""));
  }

  private String own(String name, String more) {
    return "{\"name\": \"%s\", \"provider\": \"openai\", \"apiKey\": \"%s\"%s}"
        .formatted(name, key(name), more);
  }

  private String key(String name) {
    return "sk-" + name + "-" + mark;
  }

  /** Steps that need nothing of each other. */
  private PlanRun submit(Door door, String word, int steps, String route) {
    return door.submit(
        "name: own keys\nsteps:\n"
            + IntStream.range(0, steps)
                .mapToObj(i ->
                    "  - { id: s%d, kind: agent, agent: copywriter, prompt: \"%s\", maxTokens: 50, route: [%s] }"
                        .formatted(i, word + mark, route))
                .collect(Collectors.joining("\n")));
  }

  private List<SeenCall> seen(String word) {
    return stack.providers().ledger().stream()
        .filter(call -> call.body().contains(word + mark))
        .toList();
  }

  private List<String> keys(String word) {
    return seen(word).stream()
        .map(call -> call.headers().getOrDefault("authorization", ""))
        .distinct()
        .toList();
  }

  @Test
  void callsWithEachTenantsOwnKeyAtOnceAndWithTheInstallationsElsewhere() {
    Door ann = tenant("ann", own("ann", ""));
    Door ben = tenant("ben", own("ben", "") + "," + own("named", ", \"model\": \"gpt-5.4-mini\""));
    List<PlanRun> plans =
        List.of(
            submit(ann, "of-ann", 4, MODEL),
            submit(ben, "of-ben", 4, MODEL),
            submit(ben, "named", 1, "openai/gpt-5.4-mini"),
            submit(stack.requester(), "of-all", 4, MODEL));
    plans.forEach(plan -> plan.await("COMPLETED"));
    assertThat(keys("of-ann")).containsExactly("Bearer " + key("ann"));
    assertThat(keys("of-ben")).containsExactly("Bearer " + key("ben"));
    assertThat(keys("named")).containsExactly("Bearer " + key("named"));
    assertThat(keys("of-all")).containsExactly("Bearer " + Stack.KEY);
    String history =
        stack.temporal(
            "workflow", "show", "--workflow-id", plans.get(0).workflow(), "--output", "json");
    assertThat(history + stack.logs()).doesNotContain(key("ann"));
  }

  @Test
  void letsNobodyElseRestWhenATenantsKeyIsRefused() {
    Door ann = tenant("ann", own("ann", ""));
    stack
        .providers()
        .always(Match.header("authorization", "Bearer " + key("ann")), Fault.status(401));
    PlanRun first = submit(ann, "refused", 1, MODEL + ", " + SAFE);
    first.await("COMPLETED");
    assertThat(categories(first)).containsExactly("AUTH", "");
    PlanRun second = submit(ann, "rests", 1, MODEL + ", " + SAFE);
    second.await("COMPLETED");
    assertThat(categories(second)).containsExactly("COOLING", "");

    PlanRun other = submit(stack.requester(), "other", 1, MODEL);
    other.await("COMPLETED");
    assertThat(categories(other)).containsExactly("");
    Door ben = tenant("ben", own("ben", ""));
    PlanRun third = submit(ben, "third", 1, MODEL);
    third.await("COMPLETED");
    assertThat(categories(third)).containsExactly("");
    // A new key is another one, and does not rest.
    ann.post("/v1/tenant/models", own("new", ", \"isDefault\": true")).expect(201);
    Await.until(
        "the new key is used",
        Duration.ofSeconds(20),
        () -> {
          PlanRun again = submit(ann, "again", 1, MODEL + ", " + SAFE);
          again.await("COMPLETED");
          return categories(again).equals(List.of(""));
        });
    assertThat(keys("again")).contains("Bearer " + key("new"));
  }

  private static List<String> categories(PlanRun plan) {
    return plan.attempts("s0").stream().map(a -> a.path("category").asString("")).toList();
  }

  @Test
  void callsWithTheInstallationsKeyTwoSecondsAfterTheOwnOneIsDeleted() throws InterruptedException {
    Door ann = tenant("ann", own("ann", ""));
    submit(ann, "before", 1, MODEL).await("COMPLETED");
    ann.send("DELETE", "/v1/tenant/models/ann", "", Map.of()).expect(200);
    Thread.sleep(2100);
    submit(ann, "after", 1, MODEL).await("COMPLETED");
    assertThat(keys("before")).containsExactly("Bearer " + key("ann"));
    assertThat(keys("after")).containsExactly("Bearer " + Stack.KEY);
  }

  @Test
  void makesNoMoreCallsInAMinuteThanTheLimitAndThenTheRest() {
    Door ann = tenant("ann", own("ann", ", \"requestsPerMinute\": 3, \"tokensPerMinute\": 900000"));
    PlanRun plan = submit(ann, "limited", 5, MODEL);
    plan.await("COMPLETED");
    List<Instant> at = seen("limited").stream().map(SeenCall::at).sorted().toList();
    assertThat(at).hasSize(5);
    // The first three at once; the fourth a minute after the first, the fifth after the second.
    assertThat(Duration.between(at.get(0), at.get(2))).isLessThan(Duration.ofSeconds(20));
    assertThat(Duration.between(at.get(0), at.get(3))).isGreaterThan(Duration.ofMillis(59_500));
    assertThat(Duration.between(at.get(1), at.get(4))).isGreaterThan(Duration.ofMillis(59_500));
    assertThat(plan.attempts("s0")).hasSize(1);
  }

  @Test
  void fallsBackWhenTheWaitIsTooLong() {
    Door ann = tenant("ann", own("ann", ", \"requestsPerMinute\": 1, \"tokensPerMinute\": 900000"));
    PlanRun plan = submit(ann, "crowded", 4, MODEL + ", " + SAFE);
    plan.await("COMPLETED");
    List<SeenCall> calls = seen("crowded");
    assertThat(calls).hasSize(4);
    assertThat(calls.stream().filter(call -> "gpt-5.6-terra".equals(call.model()))).hasSize(2);
    assertThat(
            IntStream.range(0, 4)
                .mapToObj(i -> plan.attempts("s" + i))
                .flatMap(List::stream)
                .filter(attempt -> attempt.path("category").asString("").equals("LOCAL_LIMIT"))
                .toList())
        .hasSize(2)
        .allMatch(attempt -> attempt.path("calls").asInt(-1) == 0);
  }

  @Test
  void saysWhatACallNeedsThatIsLargerThanTheLimit() {
    Door ann = tenant("ann", own("ann", ", \"tokensPerMinute\": 40"));
    PlanRun plan = submit(ann, "large", 1, MODEL + ", " + SAFE);
    plan.await("COMPLETED");
    assertThat(categories(plan)).containsExactly("LOCAL_LIMIT", "");
    assertThat(plan.attempts("s0").getFirst().toString()).contains("tokensPerMinute");
    assertThat(seen("large")).hasSize(1);
  }
}
