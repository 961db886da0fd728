package dev.cadre.stores.audit;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The audit log ({@code cadre.audit.*}).
 *
 * @param headsFolder where signed heads are exported to, a file for each tenant; best on another
 *     disk than the database's, where whoever administers the database cannot write. Null exports
 *     none
 * @param signEvery how often a head is signed of a log that has grown; a minute by default
 */
public record AuditSettings(@Nullable Path headsFolder, @DefaultValue("1m") Duration signEvery) {

  public AuditSettings {
    if (signEvery.isNegative() || signEvery.isZero()) {
      throw new IllegalArgumentException("cadre.audit.sign-every must be a length of time");
    }
  }
}
