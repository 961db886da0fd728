package dev.cadre.workflows.credential;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** What a test does. */
@ActivityInterface
public interface CredentialTrial {

  /** Calls whom the credential is for, without any effect there, and keeps what came of it. */
  @ActivityMethod(name = "credential.test")
  CredentialOutcome test(TestCredential test);
}
