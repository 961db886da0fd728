package dev.cadre.workflows.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.workflows.agent.AgentSpec;
import dev.cadre.workflows.agent.Catalogue;
import dev.cadre.workflows.plan.Plan;
import dev.cadre.workflows.plan.PlanType;
import dev.cadre.workflows.plan.Priority;
import dev.cadre.workflows.step.AgentStep;
import dev.cadre.workflows.step.Execution;
import dev.cadre.workflows.step.OnFailure;
import dev.cadre.workflows.step.Retry;
import dev.cadre.workflows.step.StepOptions;
import dev.cadre.workflows.tool.ToolSpec;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoutesTest {

  private static final Plan PLAN =
      new Plan("p", null, PlanType.OTHER, Priority.NORMAL, List.of(), null, List.of(), null);

  @Test
  void keepsTheOrderAndFillsInTheTokens() {
    Routes.Resolution found = resolve(null, null, "openai/big", "local");

    assertThat(found.targets())
        .extracting(RouteTarget::toString)
        .containsExactly("openai/big", "local/tiny");
    assertThat(found.targets()).extracting(RouteTarget::maxTokens).containsExactly(4096, 512);
    assertThat(found.targets()).extracting(RouteTarget::maxOutput).containsExactly(100_000, 512);
    assertThat(found.dropped()).isEmpty();
  }

  @Test
  void takesTheAgentsRouteWhereTheStepHasNone() {
    assertThat(resolve(null, null).targets())
        .extracting(RouteTarget::provider)
        .containsExactly("local");
  }

  @Test
  void dropsWhatCannotBeCalledAndSaysWhichSettingIsMissing() {
    Routes.Resolution found = resolve(null, null, "anthropic/x", "ollama", "openai/none", "local");

    assertThat(found.targets()).hasSize(1);
    assertThat(found.why())
        .contains(
            "anthropic/x (set cadre.providers.anthropic.api-key, or give your tenant a key of its"
                + " own: POST /v1/tenant/models)")
        .contains("ollama (set cadre.providers.ollama.base-url)")
        .contains("openai/none (the catalogue has no such model)");
  }

  @Test
  void dropsWhatCannotKeepToASchema() {
    Routes.Resolution found = resolve(Map.of("type", "object"), 10, "openai/plain", "openai/big");

    assertThat(found.targets()).extracting(RouteTarget::model).containsExactly("big");
    assertThat(found.dropped())
        .extracting(Routes.Dropped::reason)
        .containsExactly(Routes.Reason.NO_SCHEMA);
  }

  @Test
  void neverTakesAnUnknownPriceForZero() {
    Routes.Resolution found = resolve(null, null, "openai/unpriced");

    assertThat(found.targets()).isEmpty();
    assertThat(found.dropped())
        .extracting(Routes.Dropped::reason)
        .containsExactly(Routes.Reason.UNKNOWN_PRICE);
  }

  @Test
  void needsMaxTokensWhereTheModelDoesNotSay() {
    assertThat(resolve(null, null, "openai/plain").dropped())
        .extracting(Routes.Dropped::reason)
        .containsExactly(Routes.Reason.NEEDS_MAX_TOKENS);
    assertThat(resolve(null, 700, "openai/plain").targets())
        .singleElement()
        .satisfies(target -> {
          assertThat(target.maxTokens()).isEqualTo(700);
          assertThat(target.maxOutput()).isEqualTo(700);
        });
  }

  @Test
  void asksASmallerModelForWhatItCanWriteBesideOneThatCanWriteAll() {
    assertThat(resolve(null, 5_000, "openai/big", "local").targets())
        .extracting(RouteTarget::maxTokens)
        .containsExactly(5_000, 512);
    assertThat(resolve(null, 5_000, "local").onlyTooManyTokens()).isTrue();
    assertThat(resolve(null, 5_000, "local").targets()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"local", "openai", "openai/gpt-5.6-terra", "ollama/gpt-oss:20b", "mistral/a/b"})
  void takesTheGrammar(String target) {
    assertThat(RouteGrammar.problem(target)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "gpt",
        "Openai",
        "local/x",
        "openai/",
        "/x",
        "openai/a b",
        "openai/ü",
        " local"
      })
  void refusesAnythingElse(String target) {
    assertThat(RouteGrammar.problem(target)).isPresent();
  }

  private static Routes.Resolution resolve(
      Map<String, Object> schema, Integer maxTokens, String... route) {
    StepOptions options =
        new StepOptions(
            List.of(),
            null,
            Duration.ofMinutes(1),
            Duration.ofSeconds(1),
            Retry.ONCE,
            OnFailure.FAIL,
            Execution.VISIBLE);
    return Routes.resolve(
        new AgentStep("a", options, "writer", "Hi", List.of(route), schema, maxTokens),
        PLAN,
        new Models());
  }

  private static final class Models implements Catalogue {

    private static final List<ModelSpec> ALL =
        List.of(
            model("local", "tiny", 512, "0", true),
            model("openai", "big", 100_000, "1", true),
            model("openai", "plain", null, "1", false),
            model("openai", "unpriced", 1_000, null, true));

    @Override
    public Optional<AgentSpec> agent(String name) {
      return Optional.of(AgentSpec.plain(name, "", List.of("local")));
    }

    @Override
    public Optional<ToolSpec> tool(String name) {
      return Optional.empty();
    }

    @Override
    public Optional<ModelSpec> model(String provider, String model) {
      return ALL.stream()
          .filter(m -> m.provider().equals(provider) && m.model().equals(model))
          .findFirst();
    }

    @Override
    public Optional<ModelSpec> defaultModel(String provider) {
      return ALL.stream().filter(m -> m.provider().equals(provider)).findFirst();
    }

    @Override
    public boolean callable(String provider) {
      return Set.of("local", "openai").contains(provider);
    }

    private static ModelSpec model(
        String provider, String name, Integer maxOutput, String price, boolean schema) {
      BigDecimal usd = price == null ? null : new BigDecimal(price);
      return new ModelSpec(
          provider,
          name,
          200_000,
          maxOutput,
          usd,
          usd,
          null,
          "cheap",
          schema ? Set.of("chat", "json_schema") : Set.of("chat"));
    }
  }
}
