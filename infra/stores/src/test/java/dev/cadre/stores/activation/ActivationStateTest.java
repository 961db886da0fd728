package dev.cadre.stores.activation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.stores.activation.ActivationState.Event;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActivationStateTest {

  /** Every state with every event; a dash: it may not happen. */
  @ParameterizedTest
  @CsvSource({
    "INACTIVE, CONFIGURING, TESTING, -, -, -, -, -",
    "CONFIGURING, CONFIGURING, TESTING, -, -, -, -, INACTIVE",
    "TESTING, -, -, ACTIVE, CONFIGURING, -, -, INACTIVE",
    "ACTIVE, -, -, -, -, PAUSED, -, INACTIVE",
    "PAUSED, -, -, -, -, -, ACTIVE, INACTIVE"
  })
  void goesWhereTheDiagramSays(
      ActivationState from,
      String configure,
      String test,
      String passed,
      String failed,
      String reached,
      String raised,
      String deactivate) {
    String[] after = {configure, test, passed, failed, reached, raised, deactivate};
    for (Event event : Event.values()) {
      String wanted = after[event.ordinal()];
      assertThat(from.after(event))
          .as("%s after %s", from, event)
          .isEqualTo(
              wanted.equals("-") ? Optional.empty() : Optional.of(ActivationState.valueOf(wanted)));
    }
  }
}
