package dev.cadre.activities.llm;

import static dev.cadre.activities.llm.TestProviders.FACTS;
import static dev.cadre.activities.llm.TestProviders.KEY;
import static dev.cadre.activities.llm.TestProviders.LONG;
import static dev.cadre.activities.llm.TestProviders.asking;
import static dev.cadre.activities.llm.TestProviders.request;
import static dev.cadre.testkit.fault.Fault.of;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.testkit.fault.Fault;
import dev.cadre.testkit.fault.Fault.Kind;
import dev.cadre.testkit.fault.FaultServer;
import dev.cadre.testkit.fault.Match;
import dev.cadre.testkit.fault.SeenCall;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is sent to a provider that answers, and how its answer is read, in every dialect. */
class ProviderAnswersTest {

  static final List<String> DIALECTS = TestProviders.DIALECTS;

  private FaultServer server;
  private Providers providers;

  @BeforeEach
  void start() {
    server = FaultServer.start();
    providers = TestProviders.at(server.baseUrl());
  }

  @AfterEach
  void stop() {
    providers.close();
    server.close();
  }

  @ParameterizedTest
  @FieldSource("DIALECTS")
  void answersWithTextAndTokensInOneMeaning(String provider) {
    server.always(Match.any(), Fault.answer("Good morning.").withUsage(100, 20, 40));

    ModelAnswer answer = providers.client(provider).orElseThrow().call(request(null, LONG));

    assertThat(answer.value()).isEqualTo("Good morning.");
    assertThat(answer.servedModel()).isEqualTo("model-1");
    assertThat(answer.usage()).isEqualTo(new Usage(100, provider.equals("ollama") ? 0 : 40, 20));
  }

  @ParameterizedTest
  @FieldSource("DIALECTS")
  void sendsNoKeyWhereNoneIsSet(String provider) {
    try (Providers keyless = TestProviders.at(server.baseUrl(), null)) {
      assertThat(keyless.client(provider).orElseThrow().call(request(null, LONG)).text())
          .isNotEmpty();
    }

    assertThat(server.ledger())
        .singleElement()
        .satisfies(call ->
            assertThat(call.headers())
                .doesNotContainKeys("authorization", "x-api-key", "x-goog-api-key"));
  }

  @ParameterizedTest
  @FieldSource("DIALECTS")
  void answersWithATreeWhereASchemaIsGiven(String provider) {
    ModelAnswer answer = providers.client(provider).orElseThrow().call(request(FACTS, LONG));

    assertThat(answer.value()).isEqualTo(Map.of("facts", List.of("word 1", "word 2")));
  }

  @ParameterizedTest
  @FieldSource("DIALECTS")
  void readsWhatTheModelAsksFor(String provider) {
    server.always(
        Match.any(), Fault.asking("find", "{\"word\": \"tea\", \"most\": 3}", "look", "{not json"));

    ModelAnswer answer = providers.client(provider).orElseThrow().call(asking(true));

    assertThat(answer.wishes())
        .containsExactly(
            new ToolWish("find", Map.of("word", "tea", "most", 3L)), new ToolWish("look", null));
  }

  @ParameterizedTest
  @FieldSource("DIALECTS")
  void sendsToolsAndWhatTheyAnswered(String provider) {
    providers.client(provider).orElseThrow().call(asking(true));

    assertThat(server.ledger().getFirst().body())
        .contains("\"name\":\"find\"", "Finds.", "tea", "Failed.");
  }

  /** Ollama knows no choice of none, so it is offered nothing. */
  @ParameterizedTest
  @FieldSource("DIALECTS")
  void letsTheModelAskForNothingWhereItMustAnswer(String provider) {
    providers.client(provider).orElseThrow().call(asking(false));

    String body = server.ledger().getFirst().body();
    assertThat(body.contains("Finds.")).isEqualTo(!provider.equals("ollama"));
    assertThat(body.contains("none") || body.contains("NONE"))
        .isEqualTo(!provider.equals("ollama"));
  }

  @Test
  void namesCallsAsMistralTakesThem() {
    providers.client("mistral").orElseThrow().call(asking(true));

    JsonNode messages =
        JsonMapper.shared().readTree(server.ledger().getFirst().body()).path("messages");
    String asked = messages.path(2).path("tool_calls").path(0).path("id").asString("");
    assertThat(asked).matches("[a-zA-Z0-9]{9}");
    assertThat(messages.path(3).path("tool_call_id").asString("")).isEqualTo(asked);
  }

  @Test
  void leavesGooglesThoughtsOutOfTheTextAndTheSchemaWhereToolsAre() {
    providers.client("google").orElseThrow().call(request(FACTS, LONG));
    assertThat(server.ledger().getFirst().body()).contains("responseJsonSchema");
    assertThat(server.ledger().getFirst().path())
        .endsWith("/v1beta/models/model-1:generateContent");
    assertThat(server.ledger().getFirst().headers()).containsEntry("x-goog-api-key", KEY);

    ModelRequest plain = asking(true);
    ModelAnswer answer =
        providers
            .client("google")
            .orElseThrow()
            .call(
                new ModelRequest(
                    plain.model(),
                    plain.system(),
                    plain.messages(),
                    plain.maxTokens(),
                    plain.temperature(),
                    FACTS,
                    plain.tools(),
                    plain.deadline(),
                    plain.idempotencyKey()));
    assertThat(answer.value()).isEqualTo(Map.of("facts", List.of("word 1", "word 2")));
    assertThat(answer.text()).doesNotContain("think");
    assertThat(server.ledger().getLast().body())
        .doesNotContain("responseJsonSchema")
        .contains("thoughtSignature", "functionResponse", "JSON Schema");
  }

  @ParameterizedTest
  @ValueSource(strings = {"deepseek", "perplexity", "cohere"})
  void speaksOpenAisDialectToItsLikes(String provider) {
    ModelAnswer answer = providers.client(provider).orElseThrow().call(request(FACTS, LONG));

    assertThat(answer.value()).isEqualTo(Map.of("facts", List.of("word 1", "word 2")));
    assertThat(server.ledger())
        .singleElement()
        .satisfies(call -> assertThat(call.body()).contains("\"max_tokens\":100"))
        .satisfies(call -> assertThat(call.headers()).containsValue("Bearer " + KEY));
  }

  @ParameterizedTest
  @FieldSource("DIALECTS")
  void takesFencesOffAJsonAnswer(String provider) {
    server.always(Match.any(), Fault.answer("```json\n{\"facts\": []}\n```"));

    ModelAnswer answer = providers.client(provider).orElseThrow().call(request(FACTS, LONG));

    assertThat(answer.value()).isEqualTo(Map.of("facts", List.of()));
  }

  @ParameterizedTest
  @FieldSource("DIALECTS")
  void doesNotKnowTokensThatAreMissingOrMakeNoSense(String provider) {
    server.script(Match.any(), of(Kind.NO_USAGE), of(Kind.WRONG_USAGE));
    ModelClient client = providers.client(provider).orElseThrow();

    assertThat(client.call(request(null, LONG)).usage()).isNull();
    assertThat(client.call(request(null, LONG)).usage()).isNull();
  }

  @ParameterizedTest
  @FieldSource("DIALECTS")
  void sendsTheKeyOfTheAttempt(String provider) {
    providers.client(provider).orElseThrow().call(request(null, LONG));

    assertThat(server.ledger()).extracting(SeenCall::idempotencyKey).containsExactly("p/s/1/0/1");
    assertThat(server.calls("model-1")).isEqualTo(1);
  }
}
