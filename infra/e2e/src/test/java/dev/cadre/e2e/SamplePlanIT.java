package dev.cadre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.testkit.fault.Fault;
import dev.cadre.testkit.fault.Match;
import dev.cadre.testkit.fault.SeenCall;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** The sample plan that {@code demo} runs: to its result, and what is told of it. */
@Timeout(180)
@ExtendWith(OnStack.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SamplePlanIT {

  private static final String PROMPT = "zebrafinch5521";
  private static final String OUTPUT = "quokkawhisker8834";
  private static final String COMMENT = "axolotlpebble2207";
  private static final String MODEL = "claude-sonnet-5";
  private static final String POSTS = "/posts/sample";
  private static final List<String> AGENTS = List.of("summary", "short_post", "story_post");

  private final Stack stack;
  private PlanRun plan;

  SamplePlanIT(Stack stack) {
    this.stack = stack;
  }

  @BeforeAll
  void submits() {
    stack.providers().script(Match.model(MODEL), Fault.answer("Boils fast. " + OUTPUT));
    plan = stack.requester().submit(SamplePlan.with(stack, POSTS, PROMPT));
    plan.gate("review");
  }

  @Test
  @Order(1)
  void completesOnceAPersonHasDecided() {
    JsonNode gate = plan.gate("review");
    assertThat(plan.status()).isEqualTo("WAITING");
    assertThat(gate.path("title").asString("")).isEqualTo("Publish this post?");
    assertThat(gate.path("show").path(0).path("output").asString(""))
        .isEqualTo(plan.step("better").path("result").path("output").asString("?"));
    assertThat(published()).isEmpty();

    Door.Reply decided = PlanRun.decide(stack.reviewer(), gate, "GO", "Fine. " + COMMENT);

    assertThat(decided.status()).isEqualTo(200);
    JsonNode ended = plan.await("COMPLETED");
    assertThat(ended.path("workflowId").asString("")).isEqualTo(plan.workflow());
    assertThat(ended.path("steps").path("done").asInt(0)).isEqualTo(6);
    assertThat(plan.steps().values())
        .allMatch(s -> s.path("state").asString("").equals("COMPLETED"));
  }

  @Test
  @Order(2)
  void resultIsTheBetterDraftAndIsPublishedOnce() {
    String shortPost = output("short_post");
    String storyPost = output("story_post");
    String wanted = score(shortPost) >= score(storyPost) ? shortPost : storyPost;

    assertThat(plan.result()).isEqualTo(wanted);
    assertThat(output("better")).isEqualTo(wanted);
    assertThat(plan.step("better").path("result").path("pickedFrom").asString(""))
        .isEqualTo(wanted.equals(shortPost) ? "short_post" : "story_post");
    assertThat(published())
        .singleElement()
        .satisfies(post -> {
          assertThat(post.body()).isEqualTo(wanted);
          assertThat(post.idempotencyKey()).isEqualTo(plan.id() + "/publish/1");
        });
  }

  private String output(String step) {
    return plan.step(step).path("result").path("output").asString("");
  }

  private static int score(String text) {
    int size = text.codePointCount(0, text.length());
    return size <= 900 ? size : 900 - size;
  }

  private List<SeenCall> published() {
    return stack.providers().ledger().stream().filter(c -> c.path().equals(POSTS)).toList();
  }

  @Test
  @Order(3)
  void attemptsTellProviderModelTokensAndCost() {
    BigDecimal total = BigDecimal.ZERO;
    for (String step : AGENTS) {
      JsonNode attempt = plan.attempt(step);
      assertThat(attempt.path("provider").asString("")).isEqualTo("anthropic");
      assertThat(attempt.path("model").asString("")).isEqualTo(MODEL);
      assertThat(attempt.path("servedModel").asString("")).isEqualTo(MODEL);
      assertThat(attempt.path("state").asString("")).isEqualTo("SETTLED");
      assertThat(attempt.path("calls").asInt(0)).isEqualTo(1);
      assertThat(attempt.path("fallback").asBoolean(true)).isFalse();
      assertThat(attempt.path("category").isNull()).isTrue();
      BigDecimal cost = money(attempt.path("cost"));
      assertThat(cost).isEqualByComparingTo(price(attempt.path("tokens")));
      total = total.add(cost);
    }
    assertThat(money(plan.read().path("cost"))).isEqualByComparingTo(total).isPositive();
    assertThat(plan.attempt("publish").path("provider").asString("")).isEqualTo("http-post");
  }

  /** A decimal string, never a JSON number. */
  private static BigDecimal money(JsonNode money) {
    assertThat(money.path("amount").isString()).isTrue();
    assertThat(money.path("currency").asString("")).isEqualTo("USD");
    return new BigDecimal(money.path("amount").asString(""));
  }

  /** 3 USD a million tokens in, 15 out. */
  private static BigDecimal price(JsonNode tokens) {
    long input = tokens.path("input").asLong(0);
    long output = tokens.path("output").asLong(0);
    assertThat(input).isPositive();
    assertThat(output).isPositive();
    return BigDecimal.valueOf(3 * input + 15 * output, 6);
  }

  @Test
  @Order(4)
  void eventsAreContiguousAndTheStreamTellsTheSame() {
    List<JsonNode> events = plan.events();

    assertThat(events)
        .extracting(event -> event.path("seq").asLong(0))
        .containsExactlyElementsOf(LongStream.rangeClosed(1, events.size()).boxed().toList());
    List<String> types = events.stream().map(e -> e.path("type").asString("")).toList();
    assertThat(types).last().isEqualTo("plan.completed");
    assertThat(types.stream().filter(t -> t.matches("plan\\.(completed|failed|cancelled)")))
        .hasSize(1);
    assertThat(types).contains("plan.started", "gate.opened", "step.completed", "attempt.started");
    assertThat(types.stream().filter("step.completed"::equals)).hasSize(6);

    assertThat(streamed("")).isEqualTo(events);
    assertThat(streamed("5")).isEqualTo(events.subList(5, events.size()));
  }

  private List<JsonNode> streamed(String lastEventId) {
    return stack.requester().stream(plan.path() + "/events", lastEventId)
        .lines()
        .filter(line -> line.startsWith("data:"))
        .map(line -> Door.JSON.readTree(line.substring("data:".length())))
        .toList();
  }

  @Test
  @Order(5)
  void historyNamesEachCallAndHoldsNoClearText() {
    String history =
        stack.temporal("workflow", "show", "--workflow-id", plan.workflow(), "--output", "json");

    assertThat(history)
        .contains("\"llm.anthropic\"", "\"tool.http-post\"")
        .doesNotContain("kettle", PROMPT, OUTPUT, COMMENT);
    assertThat(Payloads.in(Door.JSON.readTree(history)))
        .isNotEmpty()
        .allSatisfy(payload ->
            assertThat(Payloads.clear(payload, "data"))
                .doesNotContain("kettle", PROMPT, OUTPUT, COMMENT, Stack.KEY));
  }

  @Test
  @Order(6)
  void noFileOfAnyPartHoldsClearText() {
    List<String> canaries = List.of(PROMPT, OUTPUT, COMMENT, Stack.KEY);
    Path state = stack.state();
    Map<Path, List<String>> found =
        DiskScan.of(
                List.of(state.resolve("postgres"), state.resolve("temporal"), state.resolve("log")))
            .find(canaries);
    assertThat(found).isEmpty();

    // The scan itself works: the plan's id stands in clear where it must.
    for (String folder : List.of("postgres", "temporal", "log")) {
      assertThat(DiskScan.of(List.of(state.resolve(folder))).find(List.of(plan.id())))
          .as(folder)
          .isNotEmpty();
    }
  }
}
