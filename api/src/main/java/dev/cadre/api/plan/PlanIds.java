package dev.cadre.api.plan;

import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.runtime.Uuid7;
import java.security.SecureRandom;
import java.time.Clock;
import org.springframework.stereotype.Component;

/** Makes the ids of new plans. */
@Component
public class PlanIds {

  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  PlanIds(Clock clock) {
    this.clock = clock;
  }

  /** The id of a plan that is made now. */
  public PlanId next() {
    return new PlanId(Uuid7.of(clock.millis(), random));
  }
}
