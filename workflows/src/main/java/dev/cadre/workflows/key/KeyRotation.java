package dev.cadre.workflows.key;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/**
 * Renews tenants' keys: new versions for old ones, data keys wrapped anew, old versions destroyed.
 * Started by a schedule; what one run leaves, the next does.
 */
@WorkflowInterface
public interface KeyRotation {

  /** Name of the workflow's type. */
  String TYPE = "KeyRotation";

  /**
   * Renews what is due.
   *
   * @throws io.temporal.failure.ApplicationFailure KEYS_NOT_RENEWED when it could not renew some of
   *     them; the others are renewed
   */
  @WorkflowMethod(name = TYPE)
  KeyRotationEnd run();
}
