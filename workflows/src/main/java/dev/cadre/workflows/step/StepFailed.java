package dev.cadre.workflows.step;

/** A step failed, inside the workflow; caught where the step's ending is made. */
public final class StepFailed extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String reason;

  /**
   * Why.
   *
   * @param reason as in {@link Ending.Failed}
   */
  public StepFailed(String reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** The step's own timeout was over. */
  public static StepFailed timeout() {
    return new StepFailed("TIMEOUT", "The step's timeout is over.");
  }

  public Ending.Failed ending() {
    return new Ending.Failed(reason, getMessage());
  }
}
