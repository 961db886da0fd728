package dev.cadre.stores.plan;

/** The same key was used before with another body. */
public final class IdempotencyConflict extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public IdempotencyConflict(String key) {
    super("the key " + key + " was used before with another body");
  }
}
