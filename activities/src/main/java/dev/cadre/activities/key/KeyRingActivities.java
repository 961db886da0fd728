package dev.cadre.activities.key;

import dev.cadre.stores.key.KeyRotations;
import dev.cadre.workflows.key.DueKeys;
import dev.cadre.workflows.key.KeyRing;
import dev.cadre.workflows.key.Renewal;
import dev.cadre.workflows.tenant.TenantId;
import java.time.Duration;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** The rotation's work, on the store; each failure is tried again as the workflow says. */
public final class KeyRingActivities implements KeyRing {

  private static final Logger LOG = LoggerFactory.getLogger(KeyRingActivities.class);
  private static final int DUE = 500;

  /** Data keys a round: seconds, with a vault that answers. */
  private static final int ROUND = 2_000;

  private static final Duration WAIT = Duration.ofMinutes(4);

  private final KeyRotations rotations;

  public KeyRingActivities(KeyRotations rotations) {
    this.rotations = rotations;
  }

  @Override
  public DueKeys due() {
    return new DueKeys(await(rotations.due().take(DUE).collectList()));
  }

  @Override
  public Renewal renew(TenantId tenant) {
    Renewal renewal = await(rotations.renew(tenant, ROUND));
    LOG.atInfo()
        .addKeyValue("tenant", tenant.toString())
        .addKeyValue("newest", renewal.newest())
        .addKeyValue("rotated", renewal.rotated())
        .addKeyValue("rewrapped", renewal.rewrapped())
        .addKeyValue("stuck", renewal.stuck())
        .addKeyValue("retired", renewal.retired())
        .log("A tenant's key went through a round of its rotation");
    return renewal;
  }

  private static <T> T await(Mono<T> mono) {
    return Objects.requireNonNull(mono.block(WAIT), "the store gave nothing");
  }
}
