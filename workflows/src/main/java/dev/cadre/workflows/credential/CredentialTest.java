package dev.cadre.workflows.credential;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** Tries a credential where the tools run, which alone may call out. */
@WorkflowInterface
public interface CredentialTest {

  /** Name of the workflow's type. */
  String TYPE = "CredentialTest";

  /** Tries it once. */
  @WorkflowMethod(name = TYPE)
  CredentialOutcome run(TestCredential test);
}
