package dev.cadre.api.plan;

import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.runtime.Uuid7;
import java.security.SecureRandom;
import java.time.Clock;
import org.springframework.stereotype.Component;

/** Makes the ids of new plans. */
@Component
class PlanIds {

  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  PlanIds(Clock clock) {
    this.clock = clock;
  }

  PlanId next() {
    return new PlanId(Uuid7.of(clock.millis(), random));
  }
}
