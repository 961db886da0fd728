package dev.cadre.activities.llm;

import static dev.cadre.activities.llm.TestProviders.LONG;
import static dev.cadre.activities.llm.TestProviders.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cadre.stores.tenant.ModelAddresses;
import dev.cadre.workflows.llm.FailureCategory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a tenant's own server may say, and what is believed of it. */
@Timeout(60)
class UntrustedAnswersTest {

  private static ModelAnswer answer(String body) throws Exception {
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    try (RawServer server =
        RawServer.saying("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n" + body)) {
      String origin = server.origin("http");
      ModelAddresses addresses = new ModelAddresses(Set.of(origin));
      try (Providers providers =
          new Providers(
              ProviderSettings.none(),
              new LocalModelSettings(null),
              new GuardedHttp(addresses),
              Clock.systemUTC())) {
        return providers
            .client("openai-compatible", new OwnAddress("own", URI.create(origin), null))
            .orElseThrow()
            .call(request(null, LONG));
      }
    }
  }

  private static String said(String model, String usage) {
    return """
    {"model": "%s", "usage": %s,
     "choices": [{"message": {"content": "Tea."}, "finish_reason": "stop"}]}\
    """
        .formatted(model, usage);
  }

  @Test
  void believesANameAndPlausibleFigures() throws Exception {
    ModelAnswer answer =
        answer(said("org/qwen3-32b:q4@1", "{\"prompt_tokens\": 12, \"completion_tokens\": 3}"));

    assertThat(answer.servedModel()).isEqualTo("org/qwen3-32b:q4@1");
    assertThat(answer.usage()).isEqualTo(new Usage(12, 0, 3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt\\u0000", "a model with a story", ""})
  void keepsTheRequestedNameForWhatIsNone(String model) throws Exception {
    assertThat(answer(said(model, "{}")).servedModel()).isEqualTo("model-1");
  }

  @Test
  void keepsTheRequestedNameForALongOne() throws Exception {
    assertThat(answer(said("x".repeat(300_000), "{}")).servedModel()).isEqualTo("model-1");
  }

  @ParameterizedTest
  @ValueSource(longs = {100_000_001L, 400_000_000_000_000L, Long.MAX_VALUE})
  void takesFiguresThatNoModelReachesForUnknown(long tokens) throws Exception {
    String usage = "{\"prompt_tokens\": 12, \"completion_tokens\": " + tokens + "}";

    assertThat(answer(said("m", usage)).usage()).isNull();
  }

  /** A tree of it would be thirty times as large as its text. */
  @ParameterizedTest
  @ValueSource(strings = {"{}", "[]", "{\"a\":0}"})
  void makesNoTreeOfAMegabyteOfBrackets(String value) {
    String body = "[" + (value + ",").repeat(900_000 / (value.length() + 1)) + "0]";

    ModelCallFailed failed = catchThrowableOfType(ModelCallFailed.class, () -> answer(body));
    assertThat(failed.category()).isEqualTo(FailureCategory.MALFORMED);
  }
}
