package dev.cadre.workers.runtime;

import io.temporal.common.VersioningBehavior;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code cadre.worker}: where it answers, and how much it does at once.
 *
 * @param address of the management port
 * @param port of health and metrics
 * @param activities visible attempts at once
 * @param share of them that one provider or tool may take
 * @param workflows plans kept in memory
 * @param historyLimit events after which a plan goes on in a new history; by default when the
 *     server suggests it
 * @param deployment name of Temporal's worker deployment
 * @param build id of this worker's version in it; by default it has none, and takes all plans
 * @param plans what becomes of plans when another build is made the current one: PINNED ones end on
 *     the build on which they began, AUTO_UPGRADE ones go over to it
 */
record WorkerSettings(
    @DefaultValue("127.0.0.1") String address,
    @DefaultValue("8081") int port,
    @DefaultValue("400") int activities,
    @DefaultValue("200") int share,
    @DefaultValue("600") int workflows,
    @Nullable Integer historyLimit,
    @DefaultValue("cadre") String deployment,
    @Nullable String build,
    @DefaultValue("PINNED") VersioningBehavior plans) {

  WorkerSettings {
    boolean limited = historyLimit != null && historyLimit < 1;
    if (activities < 1 || share < 1 || workflows < 1 || limited) {
      throw new IllegalArgumentException("cadre.worker.* must be positive");
    }
    if (plans == VersioningBehavior.UNSPECIFIED) {
      throw new IllegalArgumentException("cadre.worker.plans must be PINNED or AUTO_UPGRADE");
    }
  }
}
