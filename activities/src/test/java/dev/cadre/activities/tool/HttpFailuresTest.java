package dev.cadre.activities.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpFailuresTest {

  /** It is kept in milliseconds. */
  @ParameterizedTest
  @ValueSource(strings = {"9223372036854775807", "86401", "Fri, 31 Dec 9999 23:59:59 GMT"})
  void waitsNoLongerThanADay(String retryAfter) {
    assertThat(HttpFailures.retryAfter(retryAfter)).isEqualTo(Duration.ofDays(1));
  }
}
