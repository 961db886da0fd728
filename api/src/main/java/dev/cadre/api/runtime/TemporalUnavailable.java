package dev.cadre.api.runtime;

/** Temporal did not answer, or not in time. Worth a retry. */
public final class TemporalUnavailable extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public TemporalUnavailable(String message, Throwable cause) {
    super(message, cause);
  }
}
