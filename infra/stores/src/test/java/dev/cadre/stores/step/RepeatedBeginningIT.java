package dev.cadre.stores.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.stores.llm.CooldownSettings;
import dev.cadre.stores.runtime.TestStore;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.step.AttemptKey;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

/** The store has begun an attempt, and its answer was lost. */
class RepeatedBeginningIT {

  private final TestStore store = TestStore.open();
  private final StoredRows rows = new StoredRows(store);
  private final PlanId plan = store.plan("1", "draft");

  @ParameterizedTest
  @EnumSource(Course.class)
  void beginsOnceHoweverOftenItIsRepeated(Course course) {
    Mono<Begun> beginning =
        course
            .attempts(store, CooldownSettings.DEFAULT, Clock.systemUTC())
            .begin(
                new Attempt(
                    TestStore.TENANT,
                    new AttemptKey(plan, "draft", 1, 0, 1),
                    null,
                    Attempt.Kind.MODEL,
                    "p",
                    "m",
                    new BigDecimal("0.10"),
                    false,
                    false,
                    false,
                    Duration.ofSeconds(10)));

    assertThat(beginning.block()).isEqualTo(new Begun.Call(1));
    assertThat(beginning.block()).isEqualTo(new Begun.Call(1));
    assertThat(rows.budget(plan)).isEqualTo("0.100000000/0.000000000");
    assertThat(rows.events(plan)).isEqualTo("plan.submitted step.started attempt.started");
  }
}
