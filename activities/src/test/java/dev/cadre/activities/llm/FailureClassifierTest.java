package dev.cadre.activities.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.activities.llm.FailureClassifier.Meaning;
import dev.cadre.workflows.llm.FailureCategory;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureClassifierTest {

  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "429|{\"error\":{\"code\":\"insufficient_quota\"}}|PROVIDER_QUOTA",
        "429|{\"error\":{\"code\":\"credit_balance_exhausted\"}}|PROVIDER_QUOTA",
        "429|{\"error\":{\"message\":\"You have hit your monthly spend limit\"}}|PROVIDER_QUOTA",
        "429|{\"error\":{\"code\":\"rate_limit_exceeded\",\"message\":\"Limit 30000 TPM\"}}|RATE_LIMIT",
        "429||RATE_LIMIT",
        "400|{\"error\":{\"message\":\"You have reached your specified API usage limits.\"}}|PROVIDER_QUOTA",
        "400|{\"error\":{\"message\":\"Your credit balance is too low\"}}|PROVIDER_QUOTA",
        "400|{\"error\":{\"message\":\"API key not valid. Please pass a valid API key.\"}}|AUTH",
        "400|{\"error\":{\"status\":\"INVALID_ARGUMENT\",\"details\":[{\"reason\":\"API_KEY_INVALID\"}]}}|AUTH",
        "429|{\"error\":{\"message\":\"You exceeded your current quota\",\"details\":[{\"retryDelay\":\"9s\"}]}}|RATE_LIMIT",
        "429|{\"error\":{\"message\":\"You exceeded your current quota\",\"details\":[{\"retryDelay\":\"9s\"},"
            + "{\"violations\":[{\"quotaId\":\"GenerateRequestsPerDayPerProjectPerModel\"}]}]}}|PROVIDER_QUOTA",
        "400|{\"object\":\"error\",\"type\":\"invalid_model\",\"message\":\"Invalid model: x\"}|MODEL_GONE",
        "403|{\"error\":{\"code\":\"model_not_found\"}}|MODEL_GONE",
        "400|{\"error\":{\"type\":\"invalid_model\"}}|MODEL_GONE",
        "422|{\"error\":{\"code\":\"context_length_exceeded\"}}|CONTEXT_TOO_LARGE",
        "400|{\"error\":{\"code\":\"content_policy_violation\"}}|CONTENT_POLICY",
        "400|<html>|INVALID_REQUEST",
        "405||INVALID_REQUEST",
        "410||MODEL_GONE",
        "501||UPSTREAM",
        "522||UPSTREAM",
        "302||MALFORMED"
      })
  void readsTheVendorsWords(int status, String body, FailureCategory category) {
    assertThat(meaning(status, body == null ? "" : body, Map.of()).category()).isEqualTo(category);
  }

  @Test
  void doesNotMistakeAQuotedPromptForTheError() {
    String body =
        "{\"error\":{\"message\":\"bad request\"},\"request\":\"what is a context window?\"}";

    assertThat(meaning(400, body, Map.of()).category()).isEqualTo(FailureCategory.INVALID_REQUEST);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"error\":{\"param\":\"temperature\"}}|true",
        "{\"error\":{\"param\":\"max_tokens\"}}|true",
        "{\"error\":{\"param\":\"messages[0].content\"}}|false",
        "{\"error\":{\"message\":\"temperature: not supported with thinking\"}}|true",
        "{\"error\":{\"message\":\"max_tokens: 99999 > 64000, which is the maximum\"}}|true",
        "{\"error\":{\"details\":[{\"fieldViolations\":[{\"field\":\"generation_config.top_p\"}]}]}}|true",
        "{\"error\":{\"details\":[{\"fieldViolations\":[{\"field\":\"contents[0].parts\"}]}]}}|false",
        "{\"message\":{\"detail\":[{\"loc\":[\"body\",\"temperature\"],\"msg\":\"Too much.\"}]}}|true",
        "{\"detail\":[{\"loc\":[\"body\",\"messages\",0],\"msg\":\"Wrong.\"}]}|false",
        "{\"error\":{\"message\":\"messages: at least one message is required\"}}|false"
      })
  void tellsTheTargetsParametersFromTheRequests(String body, boolean ofTarget) {
    assertThat(meaning(400, body, Map.of()).targetSpecific()).isEqualTo(ofTarget);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "retry-after|3|3000",
        "retry-after|1.5|1500",
        "retry-after|-4|0",
        "retry-after|Sun, 22 Nov 2026 12:00:30 GMT|30000",
        "retry-after|Sun, 22 Nov 2026 11:00:00 GMT|0",
        "retry-after-ms|250|250",
        "retry-after-ms|250.4|251",
        "retry-after|999999999|86400000"
      })
  void readsEveryFormOfRetryAfter(String header, String value, long millis) {
    assertThat(meaning(503, "", Map.of(header, List.of(value))).advice().after())
        .isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @CsvSource({"soon", "NaN", "Infinity", "''"})
  void ignoresARetryAfterThatCannotBeRead(String value) {
    assertThat(meaning(503, "", Map.of("retry-after", List.of(value))).advice().after()).isNull();
  }

  @Test
  void prefersMilliseconds() {
    Map<String, List<String>> both =
        Map.of("retry-after", List.of("9"), "retry-after-ms", List.of("40"));

    assertThat(meaning(429, "", both).advice().after()).isEqualTo(Duration.ofMillis(40));
  }

  @Test
  void readsTheDelayThatGooglePutsIntoTheBody() {
    String body = "{\"error\":{\"details\":[{\"@type\":\"x\"},{\"retryDelay\":\"13.5s\"}]}}";

    assertThat(meaning(429, body, Map.of()).advice().after()).isEqualTo(Duration.ofMillis(13_500));
  }

  @ParameterizedTest
  @CsvSource({"true,true", "FALSE,false"})
  void readsWhetherToRetry(String value, boolean again) {
    assertThat(meaning(500, "", Map.of("x-should-retry", List.of(value))).advice().again())
        .isEqualTo(again);
  }

  private static Meaning meaning(int status, String body, Map<String, List<String>> headers) {
    return FailureClassifier.of(
        new HttpReply(status, HttpHeaders.of(headers, (name, value) -> true), body, true), NOW);
  }
}
