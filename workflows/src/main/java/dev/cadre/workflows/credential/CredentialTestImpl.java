package dev.cadre.workflows.credential;

import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.Workflow;
import java.time.Duration;

/** One activity, once: whoever asked waits for it. */
public final class CredentialTestImpl implements CredentialTest {

  private static final ActivityOptions ONCE =
      ActivityOptions.newBuilder()
          .setStartToCloseTimeout(Duration.ofSeconds(20))
          .setRetryOptions(RetryOptions.newBuilder().setMaximumAttempts(1).build())
          .build();

  private final CredentialTrial trial = Workflow.newActivityStub(CredentialTrial.class, ONCE);

  @Override
  public CredentialOutcome run(TestCredential test) {
    return trial.test(test);
  }
}
