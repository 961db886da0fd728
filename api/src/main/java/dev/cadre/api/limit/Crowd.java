package dev.cadre.api.limit;

import dev.cadre.workflows.tenant.TenantId;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Lets who asks most give way, while the machine has no more to give and others ask too. Each half
 * second in which the processors are busier than they should be takes a part of the greatest
 * asker's rate; each in which they are well below gives a little back. Nobody is refused who asks
 * alone, or little.
 */
final class Crowd {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final long WINDOW = SECOND / 2;

  /** Windows in a row that must be crowded before anybody's rate is limited. */
  private static final int PATIENCE = 3;

  /** Windows without a request after which a tenant is no longer one of those who ask. */
  private static final int GONE = 4;

  private static final double LESS = 0.5;
  private static final double MORE = 1.02;

  /** Of a window's load in the mean, which follows it: one busy window is none yet. */
  private static final double FOLLOWS = 0.3;

  /** Below this part of what is busy a little is given back; between them all stays as it is. */
  private static final double RELAXED = 0.75;

  /** What may be saved up: the work of a tenth of a second, so that it does not come in heaps. */
  private static final double SAVED_SECONDS = 0.1;

  private final double busy;
  private final double least;
  private final DoubleSupplier load;
  private final LongSupplier nanos;
  private final Map<TenantId, Use> uses = new HashMap<>();
  private long begun;
  private double level;
  private int crowded;

  private static final class Use {
    private double rate = Double.POSITIVE_INFINITY;
    private double saved;
    private long last;
    private double taken;
    private long still;

    boolean limited() {
      return rate != Double.POSITIVE_INFINITY;
    }

    void spend(double units) {
      saved -= units;
      taken += units;
    }

    boolean take(int cost, long now) {
      if (limited()) {
        saved = Math.min(rate * SAVED_SECONDS, saved + rate * (now - last) / SECOND);
        last = now;
        // Whoever has anything saved gets the whole, and owes the rest.
        if (saved <= 0) {
          return false;
        }
      }
      spend(cost);
      return true;
    }

    /** Begins its next window; whether it has left. */
    boolean gone(long windows) {
      still += windows;
      taken = 0;
      return still > GONE;
    }

    void limit(double least, long now) {
      boolean first = !limited();
      rate = Math.max(least, LESS * Math.min(rate, taken * SECOND / WINDOW));
      if (first) {
        last = now;
        saved = rate * SAVED_SECONDS;
      }
    }
  }

  /**
   * With nobody in it.
   *
   * @param busy from which load on, 0 to 1; 0: never
   * @param least units a second that are always given
   * @param load of the processors since it was asked last, 0 to 1; below 0 where it is not known
   */
  Crowd(double busy, double least, DoubleSupplier load, LongSupplier nanos) {
    this.busy = busy;
    this.least = least;
    this.load = load;
    this.nanos = nanos;
  }

  /** Whether a tenant's request may go on. */
  synchronized boolean lets(TenantId tenant, int cost) {
    if (busy == 0) {
      return true;
    }
    long now = nanos.getAsLong();
    if (uses.isEmpty()) {
      begun = now;
    }
    long windows = (now - begun) / WINDOW;
    if (windows > 0) {
      begun += windows * WINDOW;
      turn(windows);
    }
    Use use = uses.computeIfAbsent(tenant, _ -> new Use());
    use.still = 0;
    return use.take(cost, now);
  }

  /** Counts what a request took beyond its cost, as far as is known afterwards only. */
  synchronized void spent(TenantId tenant, double units) {
    Use use = uses.get(tenant);
    if (use != null) {
      use.spend(units);
    }
  }

  private void turn(long windows) {
    level += (load.getAsDouble() - level) * Math.min(1, FOLLOWS * windows);
    crowded = level > busy && uses.size() > 1 ? crowded + 1 : 0;
    if (crowded > 0) {
      uses.values().stream()
          .max(Comparator.comparingDouble(use -> use.taken))
          .filter(most -> most.limited() || crowded >= PATIENCE)
          .ifPresent(most -> most.limit(least, begun));
    } else if (level < RELAXED * busy) {
      uses.values().forEach(use -> use.rate *= Math.pow(MORE, (double) windows));
    }
    uses.values().removeIf(use -> use.gone(windows));
  }
}
