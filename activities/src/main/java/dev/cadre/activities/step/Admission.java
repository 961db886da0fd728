package dev.cadre.activities.step;

import dev.cadre.activities.step.LedgerCalls.Outcome;
import dev.cadre.stores.tenant.ModelLimits;
import dev.cadre.stores.tenant.ModelLimits.Answer;
import dev.cadre.stores.tenant.OwnModel;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.step.AttemptFailure;
import dev.cadre.workflows.tenant.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call's place within the limits of a tenant's own key, to be left by closing it: then what the
 * call has used stands in the place of what it might have used.
 */
final class Admission implements AutoCloseable {

  /** Without a limit. */
  static final Admission FREE = new Admission(null, TenantId.DEMO, 0, null, 0);

  private static final Logger LOG = LoggerFactory.getLogger(Admission.class);
  private static final Duration STORE_WAIT = Duration.ofSeconds(15);

  private final @Nullable ModelLimits limits;
  private final TenantId tenant;
  private final long place;
  private final @Nullable AttemptFailure refusal;
  private final long tokens;
  private @Nullable Long used;

  private Admission(
      @Nullable ModelLimits limits,
      TenantId tenant,
      long place,
      @Nullable AttemptFailure refusal,
      long tokens) {
    this.limits = limits;
    this.tenant = tenant;
    this.place = place;
    this.refusal = refusal;
    this.tokens = tokens;
  }

  /**
   * Takes a place, or gives the attempt back to Temporal till there is one.
   *
   * @param patience the longest wait
   */
  static Admission of(
      ModelLimits limits,
      TenantId tenant,
      OwnModel own,
      String attempt,
      long tokens,
      Duration patience) {
    Answer answer = LedgerCalls.await(limits.take(tenant, own.id(), attempt, tokens, patience));
    return switch (answer) {
      case Answer.Now now -> new Admission(limits, tenant, now.place(), null, tokens);
      case Answer.Then then ->
          throw Failures.again(
              "the limit of the model configuration " + own.name() + " frees at " + then.at(),
              until(then.at()));
      case Answer.TooLate late ->
          refused(
              tenant,
              late.at(),
              "The model configuration " + own.name() + " allows no more calls in this minute.");
      case Answer.Never _ ->
          refused(
              tenant,
              null,
              "The call may use "
                  + tokens
                  + " tokens, which is more than the model configuration "
                  + own.name()
                  + " allows in a minute; raise its tokensPerMinute or lower the step's"
                  + " maxTokens.");
      case Answer.Gone _ ->
          throw Failures.again("the model configuration has changed", Duration.ofMillis(500));
    };
  }

  private static Admission refused(TenantId tenant, @Nullable Instant freesAt, String message) {
    AttemptFailure failure =
        new AttemptFailure(
            FailureCategory.LOCAL_LIMIT,
            false,
            null,
            null,
            null,
            freesAt,
            false,
            Duration.ZERO,
            message);
    return new Admission(null, tenant, 0, failure, 0);
  }

  /** Till then Temporal keeps the attempt, and no slot of this worker. */
  private static Duration until(Instant at) {
    Duration wait = Duration.between(Instant.now(), at);
    return wait.isPositive() ? wait : Duration.ofMillis(1);
  }

  /** Why nothing may be called; null: it may. */
  @Nullable AttemptFailure refusal() {
    return refusal;
  }

  /** Makes the call, and remembers what it has used. */
  Outcome counted(Supplier<Outcome> call) {
    used = tokens;
    Outcome outcome = call.get();
    Long input = outcome.bill().inputTokens();
    Long output = outcome.bill().outputTokens();
    if (input != null && output != null) {
      used = input + output;
    } else if (outcome instanceof Outcome.Failure failure && unused(failure.failure())) {
      used = 0L;
    }
    return outcome;
  }

  /** An answer that is an error, or none: nothing was generated. */
  private static boolean unused(AttemptFailure failure) {
    Integer status = failure.status();
    return !failure.called() || (status != null && status >= 400);
  }

  /** The worst case stands where this fails, and is over in a minute. */
  @Override
  public void close() {
    if (limits == null) {
      return;
    }
    try {
      limits.used(tenant, place, used).block(STORE_WAIT);
    } catch (RuntimeException e) {
      LOG.warn("what a call has used is not counted: {}", e.toString());
    }
  }
}
