package dev.cadre.activities.tool.mcp;

import java.time.Duration;

/**
 * The pause after which a server that failed is started again. It doubles with each failure that no
 * good call precedes, so that one that cannot run is not started without end.
 */
final class Rest {

  private static final int LONGEST = 32;

  private final Duration shortest;
  private int factor = 1;
  private long until = System.nanoTime();

  Rest(Duration shortest) {
    this.shortest = shortest;
  }

  /** From now on. */
  synchronized void begin() {
    until = System.nanoTime() + shortest.toNanos() * factor;
    factor = Math.min(LONGEST, factor * 2);
  }

  /** It works. */
  synchronized void over() {
    factor = 1;
  }

  private synchronized long left() {
    return until - System.nanoTime();
  }

  void await(Allowance allowance) throws McpFailure {
    long left = left();
    if (left <= 0) {
      return;
    }
    if (left > allowance.left()) {
      throw McpFailure.broken("failed before and is started again only after a pause; look at it.");
    }
    allowance.await(
        _ -> {
          Thread.sleep(Duration.ofNanos(left));
          return true;
        },
        "");
  }
}
