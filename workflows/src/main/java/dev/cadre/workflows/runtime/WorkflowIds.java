package dev.cadre.workflows.runtime;

/** Ids of workflows that are no plan's. */
public final class WorkflowIds {

  /**
   * How the ids of the installation's own workflows begin; their payloads have a key of their own.
   */
  public static final String INSTALLATION = "cadre-";

  /** Of the rotation of tenants' keys, and of its schedule. */
  public static final String KEY_ROTATION = INSTALLATION + "key-rotation";

  /** How the ids of tests of credentials begin. */
  public static final String CREDENTIAL_TEST = INSTALLATION + "credential-test-";

  private WorkflowIds() {}
}
