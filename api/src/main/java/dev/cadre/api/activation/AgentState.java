package dev.cadre.api.activation;

import dev.cadre.stores.activation.AgentFigures.Figures;
import java.time.Duration;
import java.time.Instant;

/** How an agent is now, from its calls and from the workers that can make them. */
enum AgentState {
  /** Nobody has called it in the time that was looked at, or it may not be called. */
  REGISTERED,
  /** It was called within the last five minutes. */
  ACTIVE,
  /** A call of it is being made. */
  BUSY,
  /** It was called before that, and nothing is wrong. */
  IDLE,
  /** The newest of its tasks that has ended has failed. */
  ERROR,
  /** No worker that is alive can call any target of its route. */
  OFFLINE;

  private static final Duration RECENTLY = Duration.ofMinutes(5);

  /**
   * Of an agent.
   *
   * @param active whether it may be called
   * @param callable whether some worker can
   */
  static AgentState of(Figures figures, boolean active, boolean callable, Instant now) {
    Instant last = figures.last();
    if (figures.openCalls() > 0) {
      return BUSY;
    }
    if (active && !callable) {
      return OFFLINE;
    }
    if (!active || last == null) {
      return REGISTERED;
    }
    if (figures.lastFailed()) {
      return ERROR;
    }
    return Duration.between(last, now).compareTo(RECENTLY) <= 0 ? ACTIVE : IDLE;
  }
}
