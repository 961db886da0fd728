package dev.cadre.stores.activation;

import java.util.Map;
import java.util.Optional;

/** Where an activation stands. That it is in use is no state of its own: its calls say so. */
public enum ActivationState {
  /** Steps that name it wait; no new plan may. */
  INACTIVE,
  /** It is being set up; its last test may have failed. */
  CONFIGURING,
  /** Its test is running; only that may call it. */
  TESTING,
  /** It is at work. */
  ACTIVE,
  /** Its monthly limit is reached; steps that name it wait. */
  PAUSED;

  /** What moves it. */
  public enum Event {
    CONFIGURE,
    TEST,
    TEST_PASSED,
    TEST_FAILED,
    LIMIT_REACHED,
    LIMIT_RAISED,
    DEACTIVATE
  }

  private static final Map<ActivationState, Map<Event, ActivationState>> NEXT =
      Map.of(
          INACTIVE, Map.of(Event.CONFIGURE, CONFIGURING, Event.TEST, TESTING),
          CONFIGURING,
              Map.of(Event.CONFIGURE, CONFIGURING, Event.TEST, TESTING, Event.DEACTIVATE, INACTIVE),
          TESTING,
              Map.of(
                  Event.TEST_PASSED,
                  ACTIVE,
                  Event.TEST_FAILED,
                  CONFIGURING,
                  Event.DEACTIVATE,
                  INACTIVE),
          ACTIVE, Map.of(Event.LIMIT_REACHED, PAUSED, Event.DEACTIVATE, INACTIVE),
          PAUSED, Map.of(Event.LIMIT_RAISED, ACTIVE, Event.DEACTIVATE, INACTIVE));

  /** The state after an event; empty where it may not happen. */
  public Optional<ActivationState> after(Event event) {
    return Optional.ofNullable(NEXT.getOrDefault(this, Map.of()).get(event));
  }
}
