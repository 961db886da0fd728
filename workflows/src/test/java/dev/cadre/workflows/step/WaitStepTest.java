package dev.cadre.workflows.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WaitStepTest {

  @ParameterizedTest
  @CsvSource({
    "2030-01-31T09:00:00Z, 2030-01-31T09:00:00Z",
    "2030-01-31T09:00:00.25+01:00, 2030-01-31T08:00:00.25Z",
    "' 2030-01-31T09:00:00-05:30 ', 2030-01-31T14:30:00Z"
  })
  void knowsATime(String text, Instant time) {
    assertThat(WaitStep.time(text)).hasValue(time);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "tomorrow",
        "2030-01-31",
        "2030-01-31T09:00Z",
        "2030-01-31T09:00:00",
        "2030-02-30T09:00:00Z",
        "2030-01-31T25:00:00Z",
        "2030-01-31T09:00:00+19:00",
        "+12030-01-31T09:00:00Z",
        "1893488400"
      })
  void takesNothingElseForOne(String text) {
    assertThat(WaitStep.time(text)).isEmpty();
  }
}
