package dev.cadre.api.limit;

import com.sun.management.OperatingSystemMXBean;
import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.workflows.tenant.TenantId;
import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Counts what each asker takes, in the memory of this process. Where the counting itself fails, the
 * request goes on: a limit protects the work, and must not stop it.
 */
@Component
public class Limits {

  private static final Logger LOG = LoggerFactory.getLogger(Limits.class);
  private static final int BURST_SECONDS = 10;

  /** Units a second, for each processor, that a tenant gets however busy it is. */
  private static final double LEAST = 25;

  private static final double UNIT_NANOS = Duration.ofMillis(3).toNanos();
  private static final Place NONE = () -> {};

  private final LimitSettings settings;
  private final @Nullable Buckets tenants;
  private final @Nullable Buckets accounts;
  private final @Nullable Buckets addresses;
  private final Crowd crowd;
  private final ConcurrentMap<String, Integer> inFlight = new ConcurrentHashMap<>();
  private final MeterRegistry registry;

  /** A request's place among those that are not answered yet. */
  public interface Place {

    /** Gives it up; once more does nothing. */
    void leave();
  }

  @Autowired
  Limits(LimitSettings settings, MeterRegistry registry) {
    this(settings, registry, TimeMeter.SYSTEM_NANOTIME, Limits::processors);
  }

  Limits(LimitSettings settings, MeterRegistry registry, TimeMeter time, DoubleSupplier load) {
    this.settings = settings;
    this.registry = registry;
    this.tenants = buckets(settings.perTenant(), time);
    this.accounts = buckets(settings.perAccount(), time);
    this.addresses = buckets(settings.perAddress(), time);
    this.crowd =
        new Crowd(
            settings.busy(),
            LEAST * Runtime.getRuntime().availableProcessors(),
            load,
            time::currentTimeNanos);
  }

  /** Of the machine, or of the container. */
  private static double processors() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getCpuLoad();
  }

  private static @Nullable Buckets buckets(int perSecond, TimeMeter time) {
    return perSecond == 0
        ? null
        : new Buckets((long) BURST_SECONDS * perSecond, perSecond, Duration.ofSeconds(1), time);
  }

  /**
   * Lets a request in.
   *
   * @param cost units that it takes of an account; of an address it takes one
   * @throws ApiProblem RATE_LIMITED
   */
  public Place enter(Asker asker, int cost) {
    try {
      return switch (asker) {
        case Asker.Account account -> {
          take(account, cost);
          yield place("tenant/" + account.tenant(), "your tenant");
        }
        case Asker.Address address -> {
          take(address);
          yield place("from/" + address.network(), "your address");
        }
      };
    } catch (ApiProblem over) {
      throw over;
    } catch (RuntimeException e) {
      LOG.atWarn().setCause(e).log("A request is not counted: the limiter failed");
      return NONE;
    }
  }

  private void take(Asker.Account account, int cost) {
    long wait = accounts == null ? 0 : accounts.take(account.key(), cost);
    if (wait > 0) {
      throw over("account", "your account may", settings.perAccount(), wait);
    }
    wait = tenants == null ? 0 : tenants.take(account.tenant().toString(), cost);
    if (wait > 0) {
      if (accounts != null) {
        accounts.giveBack(account.key(), cost);
      }
      throw over("tenant", "the accounts of your tenant may together", settings.perTenant(), wait);
    }
  }

  private void take(Asker.Address address) {
    long wait = addresses == null ? 0 : addresses.take(address.network(), 1);
    if (wait > 0) {
      throw over(
          "address", "without a good credential your address may", settings.perAddress(), wait);
    }
  }

  /**
   * Whether a request that was let in may go on now: the tenant that asks most gives way while the
   * machine is busy with others too. It should be told so after a pause only.
   *
   * @throws ApiProblem RATE_LIMITED
   */
  public void giveWay(Asker asker, int cost) {
    if (asker instanceof Asker.Account account && !mayGoOn(account.tenant(), cost)) {
      throw refusal(
          "crowd",
          "The machine is busy, and of all tenants yours asks most: others go first; wait 1 s.",
          1);
    }
  }

  private boolean mayGoOn(TenantId tenant, int cost) {
    try {
      return crowd.lets(tenant, cost);
    } catch (RuntimeException e) {
      LOG.atWarn().setCause(e).log("A request is not counted: the limiter failed");
      return true;
    }
  }

  /** Counts the processor time that a tenant's request took: as a read of some rows, a unit. */
  public void spent(TenantId tenant, Duration processor) {
    crowd.spent(tenant, processor.toNanos() / UNIT_NANOS);
  }

  private Place place(String key, String whose) {
    if (settings.inFlightPerTenant() == 0) {
      return NONE;
    }
    int now = inFlight.merge(key, 1, Integer::sum);
    AtomicBoolean left = new AtomicBoolean();
    Place place =
        () -> {
          if (left.compareAndSet(false, true)) {
            inFlight.computeIfPresent(key, (_, count) -> count == 1 ? null : count - 1);
          }
        };
    if (now > settings.inFlightPerTenant()) {
      place.leave();
      throw refusal(
          "in-flight",
          "Too many requests at once: of %s %d may be in work, and are. Wait for answers, then try again."
              .formatted(whose, settings.inFlightPerTenant()),
          1);
    }
    return place;
  }

  private ApiProblem over(String limit, String who, int perSecond, long wait) {
    return refusal(
        limit,
        "Too many requests: %s take %d units a second, and %d at once; wait %d s."
            .formatted(who, perSecond, BURST_SECONDS * (long) perSecond, wait),
        wait);
  }

  private ApiProblem refusal(String limit, String detail, long wait) {
    registry.counter("cadre.requests.limited", "limit", limit).increment();
    return ApiProblem.of(HttpStatus.TOO_MANY_REQUESTS, "RATE_LIMITED", detail)
        .header("Retry-After", Long.toString(wait))
        .with("limit", limit);
  }
}
