package dev.cadre.activities.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.stores.tenant.ModelAddresses;
import dev.cadre.workflows.llm.FailureCategory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** Real inference; skipped without weights. No test looks at what the text says. */
@EnabledIfEnvironmentVariable(
    named = "CADRE_MODEL_PATH",
    matches = ".+",
    disabledReason = "CADRE_MODEL_PATH names no weights")
class LocalModelTest {

  private static final Map<String, Object> FACTS =
      Map.of(
          "type", "object",
          "required", List.of("facts"),
          "properties",
              Map.of("facts", Map.of("type", "array", "items", Map.of("type", "string"))));

  private static Providers providers;
  private static ModelClient local;

  @BeforeAll
  static void open() {
    Path weights = Path.of(System.getenv("CADRE_MODEL_PATH"));
    providers =
        new Providers(
            ProviderSettings.none(),
            new LocalModelSettings(weights),
            ModelAddresses.PUBLIC,
            Clock.systemUTC());
    assertThat(providers.callable()).containsExactly("local");
    local = providers.client("local").orElseThrow();
  }

  @AfterAll
  static void close() {
    providers.close();
  }

  @Test
  void writesATable() {
    ModelRequest asked =
        request("List three kinds of tea with their taste.", 300, null, Duration.ofMinutes(2));
    ModelAnswer answer =
        local.call(
            new ModelRequest(
                asked.model(),
                asked.system(),
                asked.messages(),
                asked.maxTokens(),
                asked.temperature(),
                null,
                null,
                asked.deadline(),
                true,
                asked.idempotencyKey()));

    assertThat(answer.text().lines().skip(1).findFirst().orElse("")).matches("(\\|---)+\\|");
    assertThat(answer.text().lines()).hasSizeGreaterThan(2);
  }

  @Test
  void writesText() {
    ModelAnswer answer = local.call(request("Say hello.", 200, null, Duration.ofMinutes(2)));

    assertThat(answer.text()).isNotBlank();
    assertThat(answer.usage()).isNotNull();
    assertThat(answer.usage().input()).isPositive();
    assertThat(answer.usage().output()).isBetween(1L, 200L);
  }

  @Test
  void writesJsonThatFitsTheSchema() {
    ModelAnswer answer =
        local.call(request("Three facts about kettles.", 2000, FACTS, Duration.ofMinutes(2)));

    assertThat(answer.value()).isInstanceOf(Map.class);
  }

  @Test
  void servesMoreCallsThanItHasPlaces() throws InterruptedException {
    List<Callable<Long>> calls =
        IntStream.range(0, 6)
            .mapToObj(i -> (Callable<Long>) () -> outcome("Write about the number " + i + ".", 30))
            .toList();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      assertThat(threads.invokeAll(calls))
          .hasSize(6)
          .allSatisfy(tokens -> assertThat(tokens.resultNow()).isPositive());
    }
  }

  @Test
  void isCutAtTheMaximumOfTokens() {
    assertThatThrownBy(
            () -> local.call(request("Tell a long story.", 5, null, Duration.ofMinutes(2))))
        .isInstanceOfSatisfying(
            ModelCallFailed.class,
            failed -> {
              assertThat(failed.category()).isEqualTo(FailureCategory.TRUNCATED);
              assertThat(failed.usage()).isNotNull();
            });
  }

  @Test
  void endsAtTheDeadline() {
    local.call(request("Say hello.", 100, null, Duration.ofMinutes(2)));

    assertThatThrownBy(() ->
            local.call(request("Tell a very long story.", 3000, null, Duration.ofMillis(300))))
        .isInstanceOfSatisfying(
            ModelCallFailed.class,
            failed -> assertThat(failed.category()).isEqualTo(FailureCategory.TIMEOUT));
  }

  @Test
  void refusesAPromptOverItsWindow() {
    assertThatThrownBy(
            () -> local.call(request("word ".repeat(9000), 10, null, Duration.ofMinutes(2))))
        .isInstanceOfSatisfying(
            ModelCallFailed.class,
            failed -> assertThat(failed.category()).isEqualTo(FailureCategory.CONTEXT_TOO_LARGE));
  }

  /** Tokens, whether or not the text was cut: both are work done. */
  private static long outcome(String prompt, int maxTokens) {
    try {
      return local.call(request(prompt, maxTokens, null, Duration.ofMinutes(2))).usage().output();
    } catch (ModelCallFailed e) {
      assertThat(e.category()).isEqualTo(FailureCategory.TRUNCATED);
      return e.usage().output();
    }
  }

  private static ModelRequest request(
      String prompt, int maxTokens, Map<String, Object> schema, Duration deadline) {
    return new ModelRequest(
        "smollm2",
        "You are helpful.",
        List.of(prompt),
        maxTokens,
        0.7,
        schema,
        null,
        deadline,
        "k");
  }
}
