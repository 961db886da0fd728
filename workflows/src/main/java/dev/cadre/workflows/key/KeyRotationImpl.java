package dev.cadre.workflows.key;

import dev.cadre.workflows.tenant.TenantId;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Tenant after tenant, round after round. */
public final class KeyRotationImpl implements KeyRotation {

  /** Keeps the history small; the next run goes on. */
  private static final int ROUNDS = 1_000;

  /** A vault that is down for longer is the next run's. */
  private static final ActivityOptions PATIENT =
      ActivityOptions.newBuilder()
          .setStartToCloseTimeout(Duration.ofMinutes(5))
          .setRetryOptions(
              RetryOptions.newBuilder()
                  .setInitialInterval(Duration.ofSeconds(2))
                  .setMaximumInterval(Duration.ofMinutes(1))
                  .setMaximumAttempts(8)
                  .build())
          .build();

  private final KeyRing keys = Workflow.newActivityStub(KeyRing.class, PATIENT);
  private KeyRotationEnd done = KeyRotationEnd.NOTHING;
  private int rounds;

  @Override
  public KeyRotationEnd run() {
    List<TenantId> failed = new ArrayList<>();
    for (TenantId tenant : keys.due().tenants()) {
      try {
        renew(tenant);
      } catch (ActivityFailure _) {
        // It stands in the history, and is counted below.
        failed.add(tenant);
      }
    }
    if (!failed.isEmpty()) {
      throw ApplicationFailure.newNonRetryableFailure(
          failed.size() + " keys are not renewed, the first that of tenant " + failed.getFirst(),
          "KEYS_NOT_RENEWED",
          done);
    }
    return done;
  }

  private void renew(TenantId tenant) {
    boolean more = true;
    while (more && rounds < ROUNDS) {
      rounds++;
      Renewal renewal = keys.renew(tenant);
      done = done.with(renewal);
      // A round that moves nothing has met only what does not open.
      more = renewal.more() && renewal.rewrapped() > 0;
    }
    done = done.withTenant();
  }
}
