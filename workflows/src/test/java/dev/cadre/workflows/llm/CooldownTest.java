package dev.cadre.workflows.llm;

import static dev.cadre.workflows.llm.FailureCategory.OVERLOADED;
import static dev.cadre.workflows.llm.FailureCategory.UPSTREAM;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CooldownTest {

  @ParameterizedTest
  @CsvSource({
    "TRANSPORT,PROVIDER,30",
    "TIMEOUT,MODEL,30",
    "UPSTREAM,PROVIDER,30",
    "OVERLOADED,PROVIDER,30",
    "RATE_LIMIT,KEY_AND_MODEL,30",
    "RATE_LIMIT_LONG,KEY_AND_MODEL,30",
    "PROVIDER_QUOTA,KEY,300",
    "AUTH,KEY,300",
    "MODEL_GONE,MODEL,300",
    "MALFORMED,MODEL,30",
    "LOCAL_LIMIT,KEY,30"
  })
  void coolsWhatTheTableSays(FailureCategory category, Cooldown.Scope scope, long seconds) {
    assertThat(Cooldown.of(category, null))
        .get()
        .satisfies(cooldown -> {
          assertThat(cooldown.scope()).isEqualTo(scope);
          assertThat(cooldown.length()).isEqualTo(Duration.ofSeconds(seconds));
          assertThat(cooldown.onlyWhenFailing()).isEqualTo(category == UPSTREAM);
        });
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "CONTEXT_TOO_LARGE",
        "INVALID_REQUEST",
        "CONTENT_POLICY",
        "TRUNCATED",
        "QUALITY",
        "BUDGET",
        "FORBIDDEN",
        "COOLING",
        "CANCELLED",
        "TOOL_LOOP",
        "WORKER_LOST"
      })
  void coolsNothingForTheRequestsOwnFaults(FailureCategory category) {
    assertThat(Cooldown.of(category, Duration.ofSeconds(3))).isEmpty();
  }

  @Test
  void coolsForTheTimeThatTheProviderNames() {
    assertThat(Cooldown.of(OVERLOADED, Duration.ofSeconds(3)))
        .get()
        .returns(Duration.ofSeconds(3), Cooldown::length);
  }
}
