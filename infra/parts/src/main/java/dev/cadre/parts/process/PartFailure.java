package dev.cadre.parts.process;

import java.util.Objects;

/** A part cannot be had or started; names the cause and the remedy. */
public final class PartFailure extends RuntimeException {

  private final String remedy;

  /**
   * @param cause one sentence
   * @param remedy what a person can do about it
   */
  public PartFailure(String cause, String remedy) {
    super(cause);
    this.remedy = remedy;
  }

  /** Likewise, with the technical cause. */
  public PartFailure(String cause, String remedy, Throwable technical) {
    super(cause, technical);
    this.remedy = remedy;
  }

  /** One sentence of what went wrong. */
  public String reason() {
    return Objects.requireNonNullElse(getMessage(), "unknown");
  }

  /** What a person can do about it. */
  public String remedy() {
    return remedy;
  }
}
