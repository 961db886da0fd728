package dev.cadre.activities.step;

import dev.cadre.workflows.tenant.TenantId;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Each provider's share of this worker's slots, so that one that hangs starves nobody. A call over
 * the share is given back to Temporal and waits there, without a slot.
 */
public final class Bulkheads {

  private static final long DELAY_MILLIS = 500;

  /** The part of what all tenants' addresses have that one tenant's may take. */
  private static final int TENANTS_PART = 4;

  private static final String OWN_ADDRESSES = "tenants' addresses";

  private final int share;
  private final ConcurrentHashMap<String, Semaphore> shares = new ConcurrentHashMap<>();

  /** A place, to be left by closing it. */
  interface Place extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Of the given width.
   *
   * @param share calls at once of one provider or tool
   */
  public Bulkheads(int share) {
    if (share < 1) {
      throw new IllegalArgumentException("a bulkhead lets at least one call through");
    }
    this.share = share;
  }

  /** Enters, or fails retryably when the provider's share is used up. */
  Place enter(String provider) {
    return enter(provider, share);
  }

  /**
   * Enters for a call of an address that a tenant gave. Together they have one share, and each
   * tenant a part of that: servers of a tenant that hang take no place of a vendor's.
   */
  Place enterOwn(TenantId tenant) {
    Place tenants = enter(OWN_ADDRESSES + " " + tenant.value(), Math.max(1, share / TENANTS_PART));
    try {
      Place all = enter(OWN_ADDRESSES, share);
      return () -> {
        all.close();
        tenants.close();
      };
    } catch (ApplicationFailure e) {
      tenants.close();
      throw e;
    }
  }

  private Place enter(String name, int width) {
    Semaphore places = shares.computeIfAbsent(name, _ -> new Semaphore(width));
    if (!places.tryAcquire()) {
      long jitter = ThreadLocalRandom.current().nextLong(DELAY_MILLIS);
      throw Failures.again(
          name + " has " + width + " calls in flight on this worker",
          Duration.ofMillis(DELAY_MILLIS + jitter));
    }
    return places::release;
  }
}
